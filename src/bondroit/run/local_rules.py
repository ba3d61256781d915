"""The département's own folder of rules, with commented examples, as `init` writes it."""

from pathlib import Path

from bondroit.engine.overlay import EXCEPTIONS, OVERLAY
from bondroit.engine.rule_template import write_schemas

_OVERLAY = """\
# yaml-language-server: $schema=overlay.schema.json
# Ce que le département change dans ce que bondroit livre. Une mise à jour n'y touche
# jamais. Chaque réglage dit ce qu'il remplace (upstream) : `bondroit rules lint` donne
# la valeur à écrire, et signale tout ce qui a changé depuis.
#
# parameters:
#   tolerance_montant:
#     values:
#       - {from: 2026-01-01, value: 1}
#     reason: Les écarts de moins d'un euro ne sont pas instruits.
#     source: Règlement départemental d'aide sociale, article 12
#     upstream: 0123456789ab
#
# rules:
#   AIS-SSP-007:
#     status: draft
#     reason: Le tarif plancher est déjà contrôlé par le service des établissements.
#     upstream: active v1
"""
_EXCEPTIONS = """\
# yaml-language-server: $schema=exceptions.schema.json
# Constats examinés et écartés pour un temps : ils restent listés à part, avec leur
# raison, et reviennent après la date d'expiration. Ne nommez personne.
#
# exceptions:
#   - rule: AIS-DEC-001
#     key: apa:A000123            # numéro de dossier, source:identifiant ou provider:SIRET
#     reason: Homonyme, acte de naissance vu.
#     author: Service APA
#     from: 2026-01-01
#     expires: 2026-12-31
"""


def write_local_rules(folder: Path) -> None:
    """Write the commented overlay and exceptions, and the editor's schemas."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / OVERLAY).write_text(_OVERLAY, encoding="utf-8")
    (folder / EXCEPTIONS).write_text(_EXCEPTIONS, encoding="utf-8")
    write_schemas(folder)
