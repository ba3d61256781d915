"""Tables of the matcher, made from its code."""

from bondroit.matching.comparisons import FIELDS
from bondroit.matching.keys import BLOCK_CAP, REFINEMENTS
from bondroit.matching.uses import USES


def uses_table() -> str:
    """Return the cases of use."""
    rows = "\n".join(
        f"| `{use.name}` | {use.words} | {', '.join(use.once) or 'aucun'} "
        f"| {len(use.passes)} |"
        for use in USES.values()
    )
    head = (
        "| cas | pour | côtés qui n'ont qu'une réponse | passes |\n|---|---|---|---|\n"
    )
    return head + rows


def passes_table() -> str:
    """Return the blocking passes, and which cases use them."""
    known: dict[str, tuple[str, list[str]]] = {}
    for use in USES.values():
        for one in use.passes:
            known.setdefault(one.name, (one.key, []))[1].append(use.name)
    rows = "\n".join(
        f"| {name} | `{key}` | {', '.join(uses)} |"
        for name, (key, uses) in known.items()
    )
    finer = ", ".join(f"`{part}`" for part in REFINEMENTS)
    return (
        f"| passe | clé | cas |\n|---|---|---|\n{rows}\n\n"
        f"Au-delà de {BLOCK_CAP} fiches, la clé d'un bloc est affinée par {finer}."
    )


def comparisons_table() -> str:
    """Return every level with its written weight and its bound."""
    rows = "\n".join(
        f"| {field.label} | {level.words} | {level.m:g} | {level.u:g} "
        f"| {level.bits:+.1f} | {'' if level.ceiling >= 1 else f'{level.ceiling:g}'} |"
        for field in FIELDS
        for level in field.levels[1:]
    )
    return (
        "| champ | niveau | m | u | bits | borne |\n|---|---|---|---|---|---|\n" + rows
    )
