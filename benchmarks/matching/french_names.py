"""Names borne in France: surnames by rank, forenames by decade of birth, countries.

The head of the surnames and the usual forenames are written out; what is rarer is made
from syllables, so that a rare name has neighbours one letter away, as real ones do. The
shares are those of the French population: MARTIN 0.32 %, the first 14,000 surnames 54 %,
300,000 rarer ones 46 %.
"""

from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl

from bondroit.sample_data.names import _FORENAMES as BY_GENERATION
from bondroit.sample_data.names import _POOL as HEAD

Floats = npt.NDArray[np.float64]

FREQUENT = 14_000
RARE = 300_000
RARE_SHARE = 0.46
_FIRST = 0.0032
_MORE = """
Abadie Achard Adam Aguilar Alary Albert Alix Allain Allais Amiot Ancel Andrieu Ansel Antoine Arnould
Astier Aubin Audebert Auffret Aumont Auvray Aymard Azémar Babin Bachelet Bacon Bailleul Balland Baptiste
Barbet Bardet Bardin Barrière Barthe Bastide Baudouin Baudry Bayle Beaufils Beaulieu Beaumont Bécard
Bellanger Bellet Belin Benoist Béranger Bergeron Bernier Berthelot Berthier Berthet Bertho Bessière Beaudoin
Bidault Billard Billon Biron Blaise Blanchet Blondin Boissier Boisson Boivin Bonhomme Bonnefoy Bonneville
Bordes Borel Bossard Bouchard Boudet Bougeard Bouillon Boulay Boulet Bouquet Bourdin Bourgoin Bourguignon
Bourrel Bousquet Boutet Bouteiller Bouvet Boyé Brault Brégeon Bresson Breuil Brisset Brossard Brochard
Brugière Bruyère Bureau Burel Cabanes Cadet Caillaud Calvet Canal Cantin Cardon Carrère Carrier Cartier
Castel Cazaux Cazenave Chabert Chabot Chambon Champagne Chapelle Chapuis Charbonnier Charron Chassaing Chatelain
Chaumont Chauvière Chemin Cherel Chollet Chopin Clavel Clerc Cochet Coiffard Colas Colet Combes Constant
Conte Corbin Cormier Cornet Cornu Costa Cottin Coudert Courtin Courtois Coutant Couturier Crépin Crouzet
Cros Cuny Dagorn Damien Danjou Dauphin Daumas Debray Decroix Defrance Delahaye Delamare Delannoy Delaporte
Delattre Delbos Delcourt Delcroix Delorme Delpech Demange Denoyer Derrien Descamps Desbois Deshayes Desmarets
Desprez Devos Didier Dieudonné Doucet Drouet Drouin Dubreuil Duchêne Duchesne Ducrocq Dufay Duflot Dujardin
Dumoulin Dupin Dupré Durieux Dutertre Duvivier Esnault Évrard Fabien Favier Favre Fayolle Félix Féret Fernand
Ferrier Feuillet Fischer Flament Fleuret Fonteneau Forestier Forget Fort Fortin Foucault Fouquet Fourcade
Fourmont Fraysse Frémont Fréville Froment Gabriel Gallet Galland Gallois Garcin Gasnier Gaspard Gaubert Gaudet
Gautron Gauvin Geffroy Genet Gentil Geoffroy Géraud Gervais Gibert Gilles Gillot Girardin Giraudet Godefroy
Goujon Goulet Gounod Gourdon Goyer Grand Grandjean Granier Gras Grégoire Grellier Grimaud Grosjean Guérin
Guerrier Guibert Guignard Guilbert Guillemin Guilloux Guimard Guyonnet Hamelin Haas Hardouin Henri Hérault
Herbin Hermann Heurtel Hoffmann Honoré Hoarau Houdin Huard Hubert Huguet Humeau Husson Jacquemin Jacquot Jamet
Janin Janvier Jaouen Jeannin Jégou Joubert Jouve Jullien Jung Kaufmann Keller Kerven Kieffer Labat Laborde
Lachaud Lafon Lafont Lagarde Lagrange Lainé Lalande Lallemand Lamotte Landais Landry Langlade Lapierre Laroche
Larue Laurens Lavigne Laval Lavergne Le-Bihan Le-Bras Le-Corre Le-Floch Le-Guen Le-Guilloux Le-Meur Le-Pape
Lebas Leblond Leborgne Lecoq Lecomte Ledoux Lefort Lefranc Legay Léger Legros Lelièvre Lelong Lemarchand
Lemercier Lemonnier Lenfant Lepage Lépine Lerouge Leroyer Lesueur Letellier Levasseur Levêque Lhomme Liégeois
Linard Loison Lombard Lorin Louvet Lucas Macé Magnier Mahieu Maillet Maire Malet Manceau Mangin Marais Marc
Marchand Marcel Mariani Marion Marquet Marsal Martel Martinet Mas Massé Maurel Maurice Maury Mayer Mazet
Mercadier Mesnil Métayer Meyer Michelet Mignot Milhaud Millot Minet Moine Mollet Monet Mongin Monin Montagne
Morand Moreno Moret Morice Morinière Morisset Mouton Moutier Naudin Nguyen Nicolle Nivet Noblet Normand Oger
Oudin Pagès Paillard Papin Parent Parisot Parmentier Pascal Pasquier Patin Paul Paulin Péchoux Pélissier Pépin
Pereira Peron Perrault Perrin Peyre Philipon Picot Pierron Pignon Pinault Pinel Piquet Pinson Plessis Poncet
Ponthieu Portier Potel Potier Poulet Pouget Prat Prieur Proust Prunier Pruvost Puech Quentin Quéré Rabaud
Raffin Raimbault Rambaud Raoul Ravel Raymond Rebours Redon Régis Remond Renaudin Renault Reverdy Ribot Ricard
Richer Rigaud Rigal Ringuet Rio Rivet Robillard Robinet Rocard Rodier Romain Rondeau Rose Rossignol Rouault
Rouget Rougier Rouillard Roulin Rousselle Routier Rouvière Roy Royet Ruiz Sabatier Sabourin Sadoul Saillard
Salaün Salles Salmon Salomon Samson Santini Santos Sarrazin Saunier Sauvageot Savary Schaeffer Schwartz
Sébastien Segalen Seigneur Sénéchal Serre Serrano Sevestre Simonet Soulier Soulas Sorel Steiner Tardieu Tardy
Teissier Terrier Texeira Théry Thévenet Thierry Thiery Thomé Thomasset Thouvenin Tisserand Torrès Tournier
Toulouse Tranchant Trouillet Tronchet Turcot Vacher Vaillant Valade Valette Vallet Varin Vasseur Vernet Verrier
Veyrat Vial Viaud Viard Vigneron Vignal Villain Villeneuve Vilain Vinet Viola Virlogeux Vivier Voisin Wagner
Walter Weiss Winter Wolff Ziegler
"""
ABROAD_SURNAMES = (
    "Benali Diallo Traoré Nguyen Kaya Yilmaz Bensaïd Haddad Mansouri Coulibaly Da-Silva"
    " Ferreira Pereira Dos-Santos Fernandes Rodrigues Gonçalves Lopes Martins Ribeiro Ahmed"
    " Mohamed Ali Saidi Amrani El-Idrissi El-Amrani Belkacem Boudjema Bouzid Cherif Khelifi"
    " Hamdi Trabelsi Ben-Youssef Brahimi Ouali Slimani Ziani Zerrouki Meziane Keita Camara"
    " Sow Ba Sy Ndiaye Diop Fall Konaté Touré Kouassi Koné Cissé Sissoko Dembélé Demir Celik"
    " Sahin Ozturk Arslan Tran Pham Le Hoang Singh Kumar Rajaratnam Chen Wang Zhang Liu Popescu"
    " Ionescu Kowalski Nowak Rossi Russo Garcia Martinez Lopez Sanchez Perez"
)
ABROAD_FORENAMES = {
    "M": "Mohamed Ahmed Ali Karim Rachid Mustapha Abdelkader Said Youssef Hassan Omar Ibrahim"
    " Mamadou Ousmane Amadou Moussa Mehmet Mustafa Hasan Antonio José Manuel Joao Carlos"
    " Fernando Paulo Abdallah Brahim Khaled Nabil Samir Tarek Van Minh Wei Ion Marek Giovanni",
    "F": "Fatima Aïcha Khadija Zohra Malika Samira Nadia Rachida Naïma Houria Yamina Fatoumata"
    " Aminata Mariam Awa Kadiatou Fatma Ayse Emine Maria Ana Rosa Isabel Lucia Teresa Hafida"
    " Latifa Saliha Karima Souad Thi Mai Li Elena Anna Giulia",
}
COUNTRIES = "99352 99350 99351 99139 99208 99335 99134 99127 99341 99331 99326 99243 99216 99114"
EXTRA_FORENAMES = {
    "M": "Achille Aimé Alban Alphonse Amédée Anatole Anselme Armand Augustin Auguste Aurélien Baptiste"
    " Barthélemy Baudouin Benoît Blaise Boris Brice Bertrand Camille Célestin Cyril Cyrille Dimitri Donatien"
    " Edgar Édouard Émilien Étienne Fabien Félicien Félix Ferdinand Firmin Florent Francisque Gaël Gaëtan Gauthier"
    " Geoffrey Georges Germain Ghislain Grégoire Gustave Gwenaël Honoré Hubert Ignace Isidore Jean-Baptiste"
    " Jean-François Jean-Jacques Jean-Louis Jean-Luc Jean-Marc Jean-Marie Jean-Michel Jean-Philippe Jean-Yves"
    " Joachim Jordan Justin Lambert Laurent Léandre Léopold Lilian Ludovic Marc-Antoine Martial Martin Matthias"
    " Maximilien Médéric Modeste Narcisse Nestor Norbert Octave Olivier Pascal Paul-Henri Philibert Pierre-Yves"
    " Prosper Quentin Raoul Rémy Richard Robin Rodolphe Rodrigue Roland Romuald Sabin Saturnin Séverin Sylvain"
    " Sylvestre Tanguy Théodore Théophile Timothée Tristan Ulysse Urbain Valéry Victor Victorien Wilfrid William"
    " Xavier Yvon Zacharie",
    "F": "Adèle Adeline Adrienne Agathe Aimée Albertine Alexandra Alexia Alexandrine Alix Aline Alphonsine Amélie"
    " Anastasie Angèle Angélique Annabelle Anne Anne-Marie Anne-Sophie Annette Annick Antoinette Apolline Armelle"
    " Astrid Augustine Aurore Barbara Béatrice Bénédicte Berthe Blanche Blandine Cécile Célestine Chantal Charlène"
    " Christine Claire Clarisse Claude Clémence Clémentine Clotilde Constance Cyrielle Diane Édith Edmonde Éléonore"
    " Élisabeth Élisa Élodie Émeline Emmanuelle Ernestine Esther Eugénie Eulalie Fanny Félicie Flavie Flora Francine"
    " Francette Gabrielle Georgina Gisèle Gwenaëlle Héloïse Hermine Honorine Hortense Irène Jeannine Joséphine"
    " Judith Julia Juliana Laure Laurine Léonie Léontine Lise Lydie Madelon Maëva Marceline Margaux Marie-Christine"
    " Marie-Claude Marie-Hélène Marie-Laure Marie-Louise Marie-Odile Marie-Paule Marianne Mathilde Maud Mauricette"
    " Maxence Maylis Mélissa Micheline Myriam Natacha Noémie Nolwenn Océane Odile Ondine Paule Perrine Philomène"
    " Prudence Rachel Raphaëlle Régine Reine Rolande Rosalie Roseline Sabine Salomé Sandra Ségolène Sidonie Solène"
    " Stella Sylviane Tatiana Tiphaine Ursule Valentine Victoire Victorine Violette Viviane Yolande Zélie",
}
_BEGIN = """
Ab Ag Al Am An Ar Au Ba Bar Beau Bel Ber Bes Bi Blan Bo Bon Bor Bou Bour Bra Bre Bri Bru Ca Car Cas
Cha Char Chau Che Cla Co Cor Cou Cour Cre Cru Da De Del Des Di Do Dou Du Dur Es Fa Far Fe Fer Fla Fo
For Fou Fra Ga Gar Gau Ge Ger Gi Gla Go Gou Gra Gri Gue Gui Ha Her Hu Ja Jar Jo Jou Ker La Lan Lar
Le Ler Li Lo Lou Lu Ma Mal Mar Mas Mau Me Mer Mi Mo Mon Mor Mou Na Ni No Nor Or Pa Par Pe Per Pi Pla
Plo Po Pon Por Pou Pre Pu Que Qui Ra Re Ri Ro Ros Rou Ru Sa Sal Sar Sau Se Ser Si So Sou Ta Tar Te
Ter Tho Ti To Tou Tra Tre Tri Va Val Var Ve Ver Vi Vil Vin Voi Wal Wei
"""
_MIDDLE = """
ba be bi bou ca che chi co da de di do fa fe fi ga ge gi go gue la le li lo ma me mi mo na ne ni no
pa pe pi po ra re ri ro sa se si so ta te ti to va ve vi
"""
_END = """
dier gnon lard let lier lin lon mard met min nard neau net nier nin non quet quin rac rand rault
raud reau ret rey rier rin ron rot sard seau set sier sin son tard teau tel tet tier tin ton vet
vier vin zac
"""


def forenames(sex: str, decade: int) -> tuple[list[str], Floats]:
    """Return the forenames given to a sex in a decade, and their shares (sum 1)."""
    centres = [1900, 1940, 1960, 1980, 2000]
    shares: dict[str, float] = {}
    near = {year: float(np.exp(-(((decade - year - 6) / 14) ** 2))) for year in centres}
    for year, weight in near.items():
        for rank, name in enumerate(BY_GENERATION[sex, year].split()):
            shares[name] = shares.get(name, 0.0) + weight / (rank + 7)
    total = sum(shares.values())
    extra = EXTRA_FORENAMES[sex].split()
    for rank, name in enumerate(extra):
        shift = 1 / (10 + (rank * 37 + decade) % len(extra))
        shares[name] = shares.get(name, 0.0) + total * 0.08 * shift
    weights = np.array(list(shares.values()))
    return list(shares), weights / weights.sum()


@cache
def surnames() -> tuple[pl.Series, Floats]:
    """Return all surnames, the most borne first, and their cumulated shares."""
    head = [*HEAD, *(name.replace("-", " ") for name in _MORE.split())]
    made = _made()
    names = pl.concat([pl.Series(head, dtype=pl.String), made]).unique(
        maintain_order=True
    )
    names = names.head(FREQUENT + RARE)
    rank = np.arange(FREQUENT) + 1.0
    frequent = _FIRST * (7 / (rank + 6)) ** 0.75
    frequent[0] = _FIRST
    frequent *= (1 - RARE_SHARE) / frequent.sum()
    rare = (np.arange(names.len() - FREQUENT) + 2_000.0) ** -0.8
    rare *= RARE_SHARE / rare.sum()
    shares = np.concatenate([frequent, rare])
    return names, np.cumsum(shares) / shares.sum()


def _made() -> pl.Series:
    """Return synthetic surnames, all different, in a fixed scattered order."""
    first, second, last = (pl.Series(t.split()) for t in (_BEGIN, _MIDDLE, _END))
    size = len(first) * len(second) * len(last)
    order = np.random.default_rng(1789).permutation(size)
    begin = first.gather(order % len(first))
    middle = second.gather(order // len(first) % len(second))
    end = last.gather(order // len(first) // len(second))
    short = order % 5 == 0
    middle = pl.select(
        pl.when(pl.Series(short)).then(pl.lit("")).otherwise(middle)
    ).to_series()
    prefix = pl.Series(["Le ", "De ", *[""] * 29]).gather(order % 31)
    return pl.select(pl.concat_str([prefix, begin, middle, end])).to_series()
