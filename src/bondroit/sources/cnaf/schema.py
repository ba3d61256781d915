"""What a household of the flow VRSB0801 must hold: its blocks, elements and types.

One line a block: its children in order, then `?` optional, `*` any number, `{a,b}`
bounds, nothing: exactly once. A child with `=` is a leaf: `sN` text of at most N
characters, `SN` the same but not blank, `iN` integer of N digits, `dN` decimal of N
digits with 2 decimals, `date`, `time`, `bool`, or a list of codes. Transcribed from
the public schema; blank-only identifiers and unknown payers or states are refused
too, since no table could hold them.
"""

import re
from dataclasses import dataclass

HOUSEHOLD = "InfosFoyerRSA"

_BLOCKS = """
InfosFoyerRSA: IdentificationRSA Personne{1,} DonneesAdministratives PrestationRSA Evenement* Controle? Anomalie*
IdentificationRSA: Organisme Partenaire DemandeRSA DemandeRMI? OrganismeCedant? OrganismePrenant?
Organisme: FONORG=CAF|MSA NUMORG=S3 MATRICULE=i15
Partenaire: TYPEPARTE=s4 IDEPARTE=s3
DemandeRSA: DTDEMRSA=date NUMDEMRSA=S11
DemandeRMI: DateDemandeRMI NumeroInstructionRMI
DateDemandeRMI: DTDEMRMI=date
NumeroInstructionRMI: NUMDEPINSRMI=s3 TYPEINSRMI=s1 NUMCOMINSRMI=i3 NUMAGRINSRMI=s2 NUMDOSINSRMI=i5 NUMCLI=i3
OrganismeCedant: FONORGCEDMUT=s3 NUMORGCEDMUT=s3 MATRICULEORGCEDMUT=i15? DDARRMUT=date
OrganismePrenant: FONORGPRENMUT=s3 NUMORGPRENMUT=s3 DDDEPAMUT=date
Personne: Identification DossierCAF Prestations{2,2} Rattachement{0,2} DossierPoleEmploi? Ressources? MontantCalculDroitRSAPersonne? Activite* PensionAlimentaire? Grossesse? InformationsAgricoles? AvisPCGPersonne? AvisCGSSDOMPersonne?
Identification: QUAL=s3? NOM=s28 NOMNAI=s28 PRENOM=s32 PRENOM2=s15? PRENOM3=s15? NOMCOMNAI=s26 DTNAI=date RGNAI=i1? TYPEDTNAI=s1? NIR=s15? TOPVALIEC=bool? SEXE=s1
DossierCAF: TOPRESPDOS=bool DDRATDOS=date DFRATDOS=date? NUMDEMRSAPRECE=s11?
Prestations: NATPREST=s3 ROLEPERS=s3 TOPCHAPERS=bool
Rattachement: NOMNAI=s28 PRENOM=s32 DTNAI=date NIR=s15? TYPEPAR=s3
DossierPoleEmploi: IDASSEDIC=s8
Ressources: GeneraliteRessourcesTrimestre RessourcesMensuelles{0,3}
GeneraliteRessourcesTrimestre: TOPRESSNUL=bool DDRESS=date DFRESS=date
RessourcesMensuelles: GeneraliteRessourcesMensuelles DetailRessourcesMensuelles{1,}
GeneraliteRessourcesMensuelles: MOISRESS=date NBHEUMENTRA=i3?
DetailRessourcesMensuelles: NATRESS=s3 MTNATRESSMEN=d9 ABANEU=s1?
MontantCalculDroitRSAPersonne: TOPPERSDRODEVORSA=bool TOPPERSENTDRODEVORSA=bool? MTPERSRESSMENRSA=d9? MTPERSABANEURSA=d9?
Activite: REG=s2? ACT=s3 DDACT=date DFACT=date? NATCONTRTRA=s3? TOPCONDADMETI=bool?
PensionAlimentaire: Asf{0,2} CreanceAlimentaire*
Asf: SITASF=s2 PARASSOASF=s1 DDASF=date DFASF=date?
CreanceAlimentaire: ETATCREALIM=s2 DDCREALIM=date DFCREALIM=date? ORIOBLALIM=s3 MOTIDISCREALIM=s3? COMMCREALIM=s50? MTSANCREALIM=d9?
Grossesse: DDGRO=date DFGRO=date? DTDECLGRO=date NATFINGRO=s1?
InformationsAgricoles: MTBENAGRI=d10? REGFISAGRI=s1? DTBENAGRI=date?
AvisPCGPersonne: ConditionETI? Derogation* ExclueRSA? Liberalite?
ConditionETI: AVISEVARESSNONSAL=s1 DTSOURESSNONSAL=date DTEVARESSNONSAL=date? MTEVARESSNONSAL=d9?
Derogation: TYPEDERO=s3 AVISDERO=s1 DDAVISDERO=date DFAVISDERO=date?
ExclueRSA: EXCL=s1 DDEXCL=date DFEXCL=date?
Liberalite: MTLIBERNONDECL=d9 DTABSDECLLIBER=date
AvisCGSSDOMPersonne: JUSACTDOM=s1 RESUJUSACTDOM=s1
DonneesAdministratives: SituationFamille Adresse{1,3}
SituationFamille: SITFAM=s3 DDSITFAM=date REGAGRIFAM=s3?
Adresse: TroncCommunAdresse AdresseDetailleeFrance? AdresseHorsFrance?
TroncCommunAdresse: RGADR=i2 DTEMM=date? PAYS=s3 TYPEADR=s1 ETATADR=s2
AdresseDetailleeFrance: COMPLIDEADR=s38 COMPLADR=s38 NUMVOIE=s6 LIBTYPEVOIE=s30 NOMVOIE=s32 LIEUDIST=s38 NUMCOM=s5 CODEPOS=i5 NOMCOM=s32
AdresseHorsFrance: LIBLIG2ADR=s38 LIBLIG3ADR=s38 LIBLIG4ADR=s38 LIBLIG5ADR=s38 LIBLIG6ADR=s38 LIBLIG7ADR=s38
PrestationRSA: SituationDossierRSA DetailDroitRSA
SituationDossierRSA: EtatDossierRSA Refus? SuspensionDroit* SuspensionVersement* FinDroit? FinDroitMoisAnterieur?
EtatDossierRSA: ETATDOSRSA=0|1|2|3|4|5|6
Refus: DTREFURSA=date MOTIREFURSA=s3
SuspensionDroit: MOTISUSDRORSA=s2 DDSUSDRORSA=date NATGROUPFSUS=s3?
SuspensionVersement: MOTISUSVERSRSA=s2 DDSUSVERSRSA=date
FinDroit: MOTICLORSA=s3 DTCLORSA=date
FinDroitMoisAnterieur: MOTICLORSA=s3 DTCLORSA=date
DetailDroitRSA: TroncCommunDroitRSA SpecificiteDOM? MontantsCalculDroitRSA? DetailCalculDroitRSA* AvisPCGDroitRSA?
TroncCommunDroitRSA: TOPSANSDOMFIXE=bool NBENFAUTCHA=i2? ORIDEMRSA=s3 DTORIDEMRSA=date? TOPFOYDRODEVORSA=bool?
SpecificiteDOM: SURFAGRIDOM=d5 DDSURFAGRIDOM=date SURFAGRIDOMPLA=d5? NBTOTAIDEFAMSURFDOM=i3? NBTOTPERSMAJOSURFDOM=i3?
MontantsCalculDroitRSA: DDELECAL=date DFELECAL=date? MTREVMINIGARARSA=d9 MTPENTRSA=d9? MTLOCALRSA=d9? MTREVGARARSA=d9 MTPFRSA=d9? MTALRSA=d9? MTRESSMENRSA=d9 MTSANOBLALIMRSA=d9? MTREDHOSRSA=d9? MTREDCGRSA=d9? MTCUMINTEGRSA=d9? MTABANEURSA=d9? MTTOTDRORSA=d9
DetailCalculDroitRSA: NATPF=s3 SOUSNATPF=s5 DDNATDRO=date DFNATDRO=date? MTRSAVERS=d9? DTDERRSAVERS=date?
AvisPCGDroitRSA: ConditionAdministrative* ReductionRSA* PaiementTiers?
ConditionAdministrative: AVISCONDADMRSA=s1 MOTICONDADMRSA=s2 COMM1CONDADMRSA=s60? COMM2CONDADMRSA=s60? DTEFFAVISCONDADMRSA=date
ReductionRSA: MTREDRSA=d9 DDREDRSA=date DFREDRSA=date?
PaiementTiers: AVISDESTPAIRSA=s1 DTAVISDESTPAIRSA=date NOMTIE=s64 TYPEPERSTIE=s1
Evenement: DTLIQ=date HEULIQ=time FG=s9
Controle: ControleAdministratif*
ControleAdministratif: IdentificationCibleControleAdministratif IdentificationControleAdministratif ModaliteControleAdministratif ResultatControleAdministratif
IdentificationCibleControleAdministratif: DTEFFCIBCONTRO=date CIBCONTRO=s3 CIBCONTROMSA=s3?
IdentificationControleAdministratif: DTDETECCONTRO=date DTCLOCONTRO=date
ModaliteControleAdministratif: LIBCIBCONTRO=s45 FAMCIBCONTRO=s2 NATCIBCONTRO=s3 COMMACONTRO=s3 TYPECONTRO=s2
ResultatControleAdministratif: TYPEIMPACCONTRO=s1 MTINDURSACGCONTRO=d11? MTRAPRSACGCONTRO=d11?
Anomalie: LIBANO=s200
"""

_CHILD = re.compile(
    r"(?P<name>\w+)(?:=(?P<type>[\w|]+))?(?P<bounds>\?|\*|\{\d+,\d*\})?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """One child of a block.

    Attributes:
        name: the element.
        type: the type of a leaf, None for a block.
        least: fewest occurrences.
        most: most occurrences, None without bound.

    """

    name: str
    type: str | None
    least: int
    most: int | None


def _child(text: str) -> Child:
    match = _CHILD.fullmatch(text)
    if match is None:
        raise ValueError(text)
    bounds = match["bounds"] or "{1,1}"
    bounds = {"?": "{0,1}", "*": "{0,}"}.get(bounds, bounds)
    least, _, most = bounds.strip("{}").partition(",")
    return Child(
        name=match["name"],
        type=match["type"],
        least=int(least),
        most=int(most) if most else None,
    )


def _block(line: str) -> tuple[str, tuple[Child, ...]]:
    name, _, children = line.partition(":")
    return name, tuple(_child(text) for text in children.split())


BLOCKS: dict[str, tuple[Child, ...]] = dict(
    _block(line) for line in _BLOCKS.strip().splitlines()
)
