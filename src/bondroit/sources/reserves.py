"""What makes a delivery imperfect, said in French, without personal data."""

from datetime import date

from bondroit.counted import counted, whole
from bondroit.sources.details import DETAIL
from bondroit.sources.ledger import Delivery, FileReport, month_name

_READ = ("enregistrement lu", "enregistrements lus")


def reserves(delivery: Delivery, month: date | None) -> list[str]:
    """Return one sentence a reserve on a delivery.

    Args:
        delivery: what was read.
        month: the month its folder names, None when its path has no month.

    """
    return [
        sentence for file in delivery.files for sentence in _file_reserves(file, month)
    ]


def _file_reserves(file: FileReport, month: date | None) -> list[str]:
    if file.refused is not None:
        refused = f"{file.path} : fichier refusé en entier, rien n'en est repris."
        return [f"{refused}{DETAIL}{file.refused}."]
    said = [
        f"{file.path} : total « {control.name} » annoncé {control.announced}, "
        f"trouvé {control.found}."
        for control in file.controls
        if not control.agrees
    ]
    if file.quarantined:
        said.append(
            f"{file.path} : {counted(file.quarantined, 'enregistrement')} en quarantaine "
            f"sur {counted(file.rows_read, 'lu')}."
        )
    if not file.balanced:
        said.append(
            f"{file.path} : {counted(file.rows_read, *_READ)}, mais "
            f"{counted(file.kept, 'gardé')} et {whole(file.quarantined)} en quarantaine : "
            "le compte n'y est pas."
        )
    if month is not None and file.reference is not None and file.reference != month:
        said.append(
            f"{file.path} : le fichier parle de {month_name(file.reference)}, "
            f"son dossier de {month_name(month)}."
        )
    return said
