"""Small flows of CNAF, written as a payer would, and what their readers give."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from bondroit.sources.cnaf.vrsb import read_vrsb
from bondroit.sources.reading import Reader, Reading, ReadRequest


@dataclass
class Delivery:
    """What a reader gave for one file."""

    reading: Reading
    tables: dict[str, pl.DataFrame] = field(default_factory=dict)

    def rows(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        """Return some columns of a table, in its order."""
        return self.tables[table].select(columns).rows()

    @property
    def aside(self) -> pl.DataFrame:
        """The quarantine."""
        return pl.concat(self.reading.quarantine)


Read = Callable[..., Delivery]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return a function that writes a file and reads it."""

    def run(
        content: str | bytes | Path,
        reader: Reader = read_vrsb,
        options: Mapping[str, Any] | None = None,
    ) -> Delivery:
        path = content if isinstance(content, Path) else tmp_path / "flow.xml"
        if isinstance(content, str):
            content = content.encode()
        if isinstance(content, bytes):
            path.write_bytes(content)
        delivery = Delivery(
            Reading(source="rsa", file="flow.xml", month=date(2025, 3, 1))
        )
        request = ReadRequest(
            path=path,
            reading=delivery.reading,
            options=options or {},
            workspace=tmp_path,
        )
        for chunk in reader(request):
            known = delivery.tables.get(chunk.table)
            rows = [chunk.rows] if known is None else [known, chunk.rows]
            delivery.tables[chunk.table] = pl.concat(rows)
        return delivery

    return run


def _block(name: str, values: Mapping[str, str | None]) -> str:
    leaves = "".join(
        f"<{tag}>{text}</{tag}>" for tag, text in values.items() if text is not None
    )
    return f"<{name}>{leaves}</{name}>"


@dataclass(frozen=True, kw_only=True)
class Vrsb:
    """Writes VRSB0801."""

    def person(
        self,
        *,
        role: str = "DEM",
        counted: str = "1",
        identity: Mapping[str, str | None] | None = None,
        resources: str = "",
        pregnancy: str = "",
    ) -> str:
        """Return one `Personne`; a None in `identity` leaves the element out."""
        values = {
            "NOM": "MARTIN",
            "NOMNAI": "MARTIN",
            "PRENOM": "ANNE",
            "PRENOM2": None,
            "PRENOM3": None,
            "NOMCOMNAI": "ORLEANS",
            "DTNAI": "1980-05-17",
            "TYPEDTNAI": "N",
            "NIR": "2800545234001",
            "SEXE": "2",
            **(identity or {}),
        }
        family = {"NATPREST": "PFA", "ROLEPERS": role, "TOPCHAPERS": "0"}
        rsa = {"NATPREST": "RSA", "ROLEPERS": role, "TOPCHAPERS": counted}
        return (
            f"<Personne>{_block('Identification', values)}"
            "<DossierCAF><TOPRESPDOS>1</TOPRESPDOS><DDRATDOS>2019-01-01</DDRATDOS></DossierCAF>"
            f"{_block('Prestations', family)}{_block('Prestations', rsa)}"
            f"{resources}{pregnancy}</Personne>"
        )

    def resources(self, *months: tuple[str, Iterable[tuple[str, str]]]) -> str:
        """Return `Ressources` of the quarter from November 2024 to January 2025."""
        quarter = {
            "TOPRESSNUL": "0" if months else "1",
            "DDRESS": "2024-11-01",
            "DFRESS": "2025-01-31",
        }
        blocks = "".join(
            "<RessourcesMensuelles>"
            + _block("GeneraliteRessourcesMensuelles", {"MOISRESS": month})
            + "".join(
                _block(
                    "DetailRessourcesMensuelles",
                    {"NATRESS": nature, "MTNATRESSMEN": amount},
                )
                for nature, amount in details
            )
            + "</RessourcesMensuelles>"
            for month, details in months
        )
        return f"<Ressources>{_block('GeneraliteRessourcesTrimestre', quarter)}{blocks}</Ressources>"

    def line(
        self,
        nature: str = "RSD",
        amount: str | None = "0000340.10",
        last_paid: str | None = "2025-03-01",
        begins: str = "2024-01-01",
        ends: str | None = None,
    ) -> str:
        """Return one `DetailCalculDroitRSA`."""
        return _block(
            "DetailCalculDroitRSA",
            {
                "NATPF": nature,
                "SOUSNATPF": f"{nature}N2",
                "DDNATDRO": begins,
                "DFNATDRO": ends,
                "MTRSAVERS": amount,
                "DTDERRSAVERS": last_paid,
            },
        )

    def amounts(self, **changes: str | None) -> str:
        """Return `MontantsCalculDroitRSA`."""
        values = {
            "DDELECAL": "2025-03-01",
            "DFELECAL": None,
            "MTREVMINIGARARSA": "0000646.52",
            "MTREVGARARSA": "0000646.52",
            "MTPFRSA": None,
            "MTALRSA": "0000077.58",
            "MTRESSMENRSA": "0000100.00",
            "MTTOTDRORSA": "0000468.94",
            **changes,
        }
        return _block("MontantsCalculDroitRSA", values)

    def household(
        self,
        *,
        matricule: str = "034614500000000",
        state: str = "2",
        situation: str = "",
        people: str | None = None,
        detail: str = "",
        claimed: str = "2024-01-15",
        city: str = "45234",
        after: str = "",
    ) -> str:
        """Return one `InfosFoyerRSA`."""
        return f"""<InfosFoyerRSA><IdentificationRSA>
<Organisme><FONORG>CAF</FONORG><NUMORG>451</NUMORG><MATRICULE>{matricule}</MATRICULE></Organisme>
<Partenaire><TYPEPARTE>CG  </TYPEPARTE><IDEPARTE>045</IDEPARTE></Partenaire>
<DemandeRSA><DTDEMRSA>{claimed}</DTDEMRSA><NUMDEMRSA>01024041045</NUMDEMRSA></DemandeRSA>
</IdentificationRSA>{self.person() if people is None else people}<DonneesAdministratives>
<SituationFamille><SITFAM>CEL</SITFAM><DDSITFAM>2010-01-01</DDSITFAM></SituationFamille>
<Adresse><TroncCommunAdresse><RGADR>02</RGADR><PAYS>FRA</PAYS><TYPEADR>D</TYPEADR><ETATADR>CO</ETATADR></TroncCommunAdresse></Adresse>
<Adresse><TroncCommunAdresse><RGADR>01</RGADR><PAYS>FRA</PAYS><TYPEADR>D</TYPEADR><ETATADR>CO</ETATADR></TroncCommunAdresse>
<AdresseDetailleeFrance><COMPLIDEADR/><COMPLADR/><NUMVOIE>25</NUMVOIE><LIBTYPEVOIE>RUE</LIBTYPEVOIE>
<NOMVOIE>DES ORMES</NOMVOIE><LIEUDIST/><NUMCOM>{city}</NUMCOM><CODEPOS>45000</CODEPOS><NOMCOM>ORLEANS</NOMCOM>
</AdresseDetailleeFrance></Adresse></DonneesAdministratives><PrestationRSA><SituationDossierRSA>
<EtatDossierRSA><ETATDOSRSA>{state}</ETATDOSRSA></EtatDossierRSA>{situation}</SituationDossierRSA><DetailDroitRSA>
<TroncCommunDroitRSA><TOPSANSDOMFIXE>0</TOPSANSDOMFIXE><ORIDEMRSA>DEM</ORIDEMRSA></TroncCommunDroitRSA>{detail}
</DetailDroitRSA></PrestationRSA>{after}</InfosFoyerRSA>"""

    def control(
        self, *, target: str = "SEJ", msa: str = "", debt: str | None = "00000640.00"
    ) -> str:
        """Return one `ControleAdministratif`, closed on 14 March 2025."""
        own = f"<CIBCONTROMSA>{msa}</CIBCONTROMSA>" if msa else ""
        amount = (
            "" if debt is None else f"<MTINDURSACGCONTRO>{debt}</MTINDURSACGCONTRO>"
        )
        return f"""<ControleAdministratif><IdentificationCibleControleAdministratif>
<DTEFFCIBCONTRO>2024-11-01</DTEFFCIBCONTRO><CIBCONTRO>{target}</CIBCONTRO>{own}
</IdentificationCibleControleAdministratif><IdentificationControleAdministratif>
<DTDETECCONTRO>2025-01-20</DTDETECCONTRO><DTCLOCONTRO>2025-03-14</DTCLOCONTRO>
</IdentificationControleAdministratif><ModaliteControleAdministratif>
<LIBCIBCONTRO>RESIDENCE &amp; SEJOUR  </LIBCIBCONTRO><FAMCIBCONTRO>02</FAMCIBCONTRO>
<NATCIBCONTRO>RES</NATCIBCONTRO><COMMACONTRO>CAF</COMMACONTRO><TYPECONTRO>P </TYPECONTRO>
</ModaliteControleAdministratif><ResultatControleAdministratif>
<TYPEIMPACCONTRO>1</TYPEIMPACCONTRO>{amount}
</ResultatControleAdministratif></ControleAdministratif>"""

    def flow(
        self,
        *households: str,
        announced: str | None = None,
        head: str = '<?xml version="1.0" encoding="UTF-8"?>',
        nature: str = "D",
        reference: str = "2025-03-31",
    ) -> str:
        """Return a whole flow."""
        total = f"{len(households):08d}" if announced is None else announced
        return f"""{head}<Racine><IdentificationFlux><APPLIEME>CRI</APPLIEME><NUMVERSIONAPPLIEME>6200</NUMVERSIONAPPLIEME>
<TYPEFLUX>M</TYPEFLUX><NATFLUX>{nature}</NATFLUX><DTCREAFLUX>2025-04-05</DTCREAFLUX>
<HEUCREAFLUX>01:18:36.0000</HEUCREAFLUX><DTREF>{reference}</DTREF></IdentificationFlux>
{"".join(households)}<TransmissionFlux><NBTOTDOSRSATRANSM>{total}</NBTOTDOSRSATRANSM>
<NBTOTDOSRSATRANSMANO>00000000</NBTOTDOSRSATRANSMANO></TransmissionFlux></Racine>"""


@pytest.fixture(scope="session")
def vrsb() -> Vrsb:
    """Return the writer of VRSB flows."""
    return Vrsb()


@pytest.fixture
def sample() -> Callable[[str], Path]:
    """Return a function that finds a public sample, or skips the test."""
    folder = Path(__file__).resolve().parents[4] / "shared" / "cnaf"

    def find(name: str) -> Path:
        path = folder / name
        if not path.is_file():
            pytest.skip(f"the public sample {name} is not beside this repository")
        return path

    return find
