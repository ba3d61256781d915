"""French surnames by frequency and forenames by sex and generation, written for this sample."""

from datetime import date
from itertools import accumulate
from random import Random

_SURNAMES: tuple[tuple[int, str], ...] = (
    (30, "Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent"),
    (26, "Simon Michel Lefebvre Leroy Roux David Bertrand Morel Fournier Girard"),
    (22, "Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Lefèvre Faure André"),
    (
        20,
        "Mercier Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier Garcia",
    ),
    (18, "Perrin Robin Clément Morin Nicolas Henry Roussel Mathieu Gautier Masson"),
    (16, "Marchand Duval Denis Dumont Marie Lemaire Noël Meyer Dufour Meunier"),
    (15, "Brun Blanchard Giraud Joly Rivière Lucas Brunet Gaillard Barbier Arnaud"),
    (14, "Martinez Gérard Roche Renard Schmitt Roy Leroux Colin Vidal Caron"),
    (13, "Picard Roger Fabre Aubert Lemoine Renaud Dumas Lacroix Olivier Philippe"),
    (
        12,
        "Bourgeois Pierre Benoît Rey Leclerc Payet Rolland Leclercq Guillaume Lecomte",
    ),
    (12, "Lopez Jean Dupuy Guillot Hubert Berger Carpentier Sanchez Dupuis Moulin"),
    (11, "Louis Deschamps Huet Vasseur Perez Boucher Fleury Royer Klein Jacquet"),
    (10, "Adam Paris Poirier Marty Aubry Guyot Carré Charles Renault Charpentier"),
    (
        10,
        "Ménard Maillard Baron Bertin Bailly Hervé Schneider Fernandez Le-Gall Collet",
    ),
    (9, "Léger Bouvier Julien Prévost Millet Perrot Daniel Le-Roux Cousin Germain"),
    (9, "Breton Besson Langlois Rémy Le-Goff Pelletier Lévêque Perrier Leblanc Barré"),
    (8, "Lebrun Marchal Weber Mallet Hamon Boulanger Jacob Monnier Michaud Rodriguez"),
    (
        8,
        "Guichard Gillet Étienne Grondin Poulain Tessier Chevallier Collin Chauvin Da-Silva",
    ),
    (8, "Bouchet Gay Lemaître Bénard Maréchal Humbert Reynaud Antoine Hoarau Perret"),
    (
        7,
        "Barthélemy Cordier Pichon Lejeune Gilbert Lamy Delaunay Pasquier Carlier Laporte",
    ),
    (7, "Gros Buisson Briand Alexandre Georges Mounier Blondel Coste Besnard Bodin"),
    (
        6,
        "Texier Guillou Coulon Ferrand Voisin Rousset Chartier Charrier Grenier Ferreira",
    ),
    (6, "Jourdan Delmas Devaux Legendre Leduc Seguin Ollivier Vallée Lacombe Pons"),
    (6, "Tanguy Valentin Riou Bigot Navarro Allard Lesage Maurin Ribeiro Hardy"),
    (5, "Camus Bazin Chauvet Marechaux Dijoux Imbert Raynaud Lebon Godard Merle"),
    (5, "Bruneau Verdier Morvan Labbé Prigent Lebreton Besse Jacques Toussaint Rossi"),
    (5, "Blin Foucher Rocher Gomez Levy Gomes Regnier Cohen Barbe Hebert"),
    (4, "Pottier Thibault Neveu Bourdon Boutin Auger Duhamel Chauveau Duclos Bonneau"),
    (4, "Beauvais Champion Loiseau Mahé Turpin Ferry Leconte Sauvage Pineau Guyard"),
    (4, "Benali Diallo Traoré Nguyen Kaya Yilmaz Bensaïd Haddad Mansouri Coulibaly"),
    (
        3,
        "Chesneau Delage Thuillier Foulon Rabier Gaudin Popelin Marchais Asselineau Blondeau",
    ),
    (3, "Poisson Vannier Dechambre Rivierre Sevin Bezard Gitton Mothu Pasquet Ravier"),
    (3, "Venon Boitard Chollet Dessaux Gaucher Lenoir Souchet Touzeau Villette Zimmer"),
)
_FORENAMES: dict[tuple[str, int], str] = {
    (
        "M",
        1900,
    ): "Jean Pierre André René Louis Marcel Henri Roger Robert Georges Maurice Raymond"
    " Lucien Paul Charles Albert Fernand Gaston Émile Eugène Léon Joseph François Jacques Gilbert"
    " Guy Roland Edmond Marius Désiré",
    (
        "F",
        1900,
    ): "Marie Jeanne Germaine Marguerite Suzanne Yvonne Madeleine Simone Marcelle"
    " Andrée Denise Paulette Odette Lucienne Raymonde Hélène Thérèse Georgette Jacqueline Yvette"
    " Ginette Huguette Solange Renée Gilberte Fernande Colette Henriette Arlette Lucette",
    (
        "M",
        1940,
    ): "Michel Jean Jacques Claude Bernard Alain Daniel Gérard Christian Patrick"
    " Philippe Serge Guy Yves Francis Jean-Pierre Jean-Claude Gilles Dominique Didier Bruno"
    " Roland Hervé Joël Marc Denis Jean-Paul Maurice Thierry Mohamed",
    (
        "F",
        1940,
    ): "Monique Françoise Nicole Christiane Danielle Jacqueline Annie Marie-Thérèse"
    " Michèle Chantal Martine Sylvie Brigitte Bernadette Évelyne Joëlle Josiane Liliane Maryse"
    " Claudine Mireille Nadine Geneviève Ghislaine Marie-France Dominique Patricia Fatima Éliane"
    " Régine",
    (
        "M",
        1960,
    ): "Christophe Stéphane Laurent Frédéric Olivier Éric Pascal David Nicolas Thierry"
    " Sébastien Franck Jérôme Arnaud Bruno Philippe Emmanuel Cédric Fabrice Ludovic Vincent"
    " Grégory Xavier Karim Rachid Hervé Samuel Yannick Damien Régis",
    (
        "F",
        1960,
    ): "Nathalie Isabelle Sandrine Valérie Stéphanie Céline Christelle Virginie"
    " Véronique Karine Sophie Corinne Florence Laurence Séverine Delphine Carole Agnès Fabienne"
    " Catherine Sabrina Aurélie Caroline Sonia Nadia Fatiha Laëtitia Muriel Estelle Magali",
    (
        "M",
        1980,
    ): "Julien Thomas Kévin Alexandre Maxime Romain Anthony Jérémy Guillaume Mathieu"
    " Florian Benjamin Mickaël Adrien Clément Antoine Quentin Jonathan Yoann Alexis Valentin"
    " Dylan Mehdi Yassine Bastien Rémi Loïc Steven Amadou Hugo",
    (
        "F",
        1980,
    ): "Julie Laura Marine Élodie Camille Émilie Mélanie Pauline Amandine Charlotte"
    " Jennifer Manon Marion Léa Justine Audrey Anaïs Morgane Jessica Cindy Mathilde Lucie Ophélie"
    " Sarah Samira Coralie Élise Noémie Gaëlle Aïcha",
    (
        "M",
        2000,
    ): "Lucas Enzo Théo Hugo Nathan Mathis Louis Raphaël Gabriel Jules Léo Adam Arthur"
    " Ethan Noah Tom Sacha Mohamed Rayan Nolan Timéo Axel Maël Ibrahim Yanis Liam Gabin Malo"
    " Ilyès Evan",
    (
        "F",
        2000,
    ): "Emma Léa Chloé Manon Inès Jade Louise Alice Lina Camille Sarah Zoé Lola Anna"
    " Clara Juliette Rose Ambre Mila Lou Romane Maëlys Louna Nina Éva Maryam Assia Célia Léna"
    " Capucine",
}
_POOL = [
    name.replace("Le-", "Le ").replace("Da-", "Da ")
    for _, line in _SURNAMES
    for name in line.split()
]
_CUMULATED = list(
    accumulate(weight for weight, line in _SURNAMES for _ in line.split())
)
_LISTS = {key: names.split() for key, names in _FORENAMES.items()}
_PLACE = list(accumulate(1 / (rank + 4) for rank in range(30)))


def surname(rng: Random) -> str:
    """Draw a surname by frequency."""
    return rng.choices(_POOL, cum_weights=_CUMULATED)[0]


def _generation(birth: date) -> int:
    years = [1900, 1940, 1960, 1980, 2000]
    return max(year for year in years if year <= birth.year)


def forenames(rng: Random, sex: str, birth: date) -> list[str]:
    """Draw one to three different forenames of the sex and the generation."""
    names = _LISTS[sex, _generation(birth)]
    wanted = rng.choices([1, 2, 3], [25, 35, 40])[0]
    drawn: list[str] = []
    while len(drawn) < wanted:
        name = rng.choices(names, cum_weights=_PLACE[: len(names)])[0]
        if name not in drawn:
            drawn.append(name)
    return drawn


def other_forename(rng: Random, sex: str, birth: date, taken: set[str]) -> str:
    """Draw one forename that nobody of `taken` bears."""
    names = [name for name in _LISTS[sex, _generation(birth)] if name not in taken]
    return rng.choice(names)
