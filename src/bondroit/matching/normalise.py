"""Names, NIR and places brought to one form, so that equality means something.

Everything here is an expression or works on a whole column; each distinct value of a
column is normalised once.
"""

import polars as pl

MAX_NAME = 80
"""Names are cut there: nothing after it tells two people apart."""

_LIGATURES = {"Œ": "OE", "Æ": "AE", "Ø": "O", "Ł": "L", "Đ": "D", "Ð": "D", "Þ": "TH"}
_ACCENTS = {
    accented: letter
    for letter, group in {
        "A": "ÀÂÄÁÃÅ",
        "C": "Ç",
        "E": "ÉÈÊË",
        "I": "ÎÏÍÌ",
        "N": "Ñ",
        "O": "ÔÖÓÒÕ",
        "U": "ÙÛÜÚ",
        "Y": "ŸÝ",
        " ": "-'’",
    }.items()
    for accented in group
}
_PARTICLES = r"\b(?:DE LA|DE L|DE|DU|DES|D)\b"
_SAINTS = {r"\bST\b": "SAINT", r"\bSTE\b": "SAINTE"}
_PLAIN = r"^[A-Z]+(?: [A-Z]+)*$"
_TITLES = r"^(?:MADAME|MONSIEUR|MME|MLLE|MELLE) (\p{L})"
_MAIDEN = r"^(.*\S) NEE (\S.*)$"
_MARRIED = r"^(.*\S) (?:EP|EPSE|EPOUSE|VVE|VEUVE|DIV|DIVORCEE) (\S.*)$"
_NIR = r"^[12][0-9]{2}(?:0[1-9]|1[0-2]|[2-9][0-9])(?:[0-9]{2}|2[AB])[0-9]{6}$"
_PROVISIONAL = r"^[3478]"


def words(text: pl.Expr) -> pl.Expr:
    """Return upper-case words without accents or signs, null when nothing is left.

    Letters of any script are kept; hyphens and apostrophes become spaces, ligatures
    their letters, an O or I typed as a digit inside a word its letter.
    """
    plain = (
        text.str.normalize("NFKD")
        .str.to_uppercase()
        .str.normalize("NFKD")
        .str.replace_all(r"\p{M}", "")
        .str.replace_many(list(_LIGATURES), list(_LIGATURES.values()))
        .str.replace_all(r"(\p{Lu})0", "${1}O")
        .str.replace_all(r"[^\p{L}\p{Nd}]+", " ")
        .str.slice(0, MAX_NAME)
        .str.strip_chars()
    )
    return pl.when(plain != "").then(plain)


def words_of(values: pl.Series) -> pl.DataFrame:
    """Normalise values, each as it comes: raw, name.

    Values that are already plain upper-case words, as registers have them, skip the
    costly steps.
    """
    table = values.to_frame("raw").with_columns(pl.col("raw").alias("name"))
    whole = _plain(table)
    if whole.all():
        return table
    done, rest = _parted(table.with_row_index("at"), whole)
    parts = [done]
    for step in (_UPPER, _EASED):
        rest = rest.with_columns(step)
        done, rest = _parted(rest, _plain(rest))
        parts.append(done)
    slow = rest.with_columns(words(pl.col("raw")).alias("name"))
    return pl.concat([*parts, slow]).sort("at").drop("at")


_UPPER = pl.col("name").str.to_uppercase()
_EASED = pl.col("name").str.replace_many(list(_ACCENTS), list(_ACCENTS.values()))


def _plain(table: pl.DataFrame) -> pl.Series:
    """Whether names are plain upper-case words."""
    return table["name"].str.contains(_PLAIN) & (
        table["name"].str.len_bytes() <= MAX_NAME
    )


def _parted(table: pl.DataFrame, where: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    return table.filter(where), table.filter(~where)


def squeeze(text: pl.Expr) -> pl.Expr:
    """Return the words without the spaces between them."""
    return text.str.replace_all(" ", "", literal=True)


def surname_words(name: pl.Expr) -> pl.Expr:
    """Return the words of a normalised surname: titles dropped, SAINT spelt out."""
    name = name.str.replace(_TITLES, "${1}")
    for short, long in _SAINTS.items():
        name = name.str.replace_all(short, long)
    return name


def without_particles(name: pl.Expr) -> pl.Expr:
    """Drop DE, DU, DES, D'... from normalised words; a name of particles is kept."""
    core = (
        name.str.replace_all(_PARTICLES, " ")
        .str.replace_all(r" +", " ")
        .str.strip_chars()
    )
    return pl.when(core.str.len_chars() > 1).then(core).otherwise(name)


def surnames(values: pl.Series) -> pl.DataFrame:
    """Normalise surnames, each as it comes.

    Args:
        values: raw names, none null.

    Returns:
        One row a value: raw, full (squeezed, particles included), core
        (squeezed, particles dropped), tokens (spaced, particles dropped), married
        (core of the name after «épouse», or before «née»; null mostly).

    """
    table = words_of(values).with_row_index("at")
    size = pl.col("name").str.len_bytes()
    several = pl.col("name").str.contains(" ", literal=True) | (size <= _SHORT)
    alone, rest = _parted(
        table, table.select(several.fill_null(value=True)).to_series()
    )
    simple = rest.select(
        "at",
        "raw",
        *(pl.col("name").alias(one) for one in ("full", "tokens")),
        pl.lit(None, pl.String).alias("married"),
        pl.col("name").alias("core"),
    )
    return pl.concat([_surnames(alone), simple]).sort("at").drop("at")


_SHORT = 3
"""Letters of a single word up to which it may be a particle, or SAINT shortened."""


def _surnames(table: pl.DataFrame) -> pl.DataFrame:
    """Normalise surnames of several words: at, raw, full, tokens, married, core."""
    return (
        table.lazy()
        .with_columns(surname_words(pl.col("name")).alias("name"))
        .with_columns(
            pl.coalesce(
                pl.col("name").str.extract(_MAIDEN, 1),
                pl.col("name").str.extract(_MARRIED, 2),
            ).alias("married"),
            pl.coalesce(
                pl.col("name").str.extract(_MAIDEN, 2),
                pl.col("name").str.extract(_MARRIED, 1),
                pl.col("name"),
            ).alias("name"),
        )
        .select(
            "at",
            "raw",
            squeeze(pl.col("name")).alias("full"),
            without_particles(pl.col("name")).alias("tokens"),
            squeeze(without_particles(pl.col("married"))).alias("married"),
        )
        .with_columns(squeeze(pl.col("tokens")).alias("core"))
        .collect()
    )


def nir_text(text: pl.Expr) -> pl.Expr:
    """Return the NIR without spaces, upper case, cut to 13; null when empty.

    Provisional numbers (starting with 3, 4, 7 or 8) are not anyone's: null.
    """
    number = text.str.replace_all(r"[^0-9A-Za-z]", "").str.to_uppercase()
    number = number.str.slice(0, 13)
    usable = ~number.str.contains(_PROVISIONAL) & ~number.str.contains(r"^0*$|^9*$")
    return pl.when(usable).then(number)


def nir_key(nir: pl.Expr) -> pl.Expr:
    """Return the two-digit key of a 13-character NIR (2A counts 19, 2B 18)."""
    digits = (
        nir.str.replace(r"^(.{5})2A", "${1}19")
        .str.replace(r"^(.{5})2B", "${1}18")
        .cast(pl.Int64, strict=False)
    )
    return (97 - digits % 97).cast(pl.String).str.zfill(2)


def certified(nir: pl.Expr, key: pl.Expr) -> pl.Expr:
    """Whether a NIR has the structure of one, and its key if it came with one."""
    structure = nir.str.contains(_NIR)
    announced = key.str.strip_chars().str.zfill(2)
    return (structure & (announced.is_null() | (announced == nir_key(nir)))).fill_null(
        value=False
    )


_ARRONDISSEMENTS = {
    r"^751\d\d$": "75056",
    r"^6938\d$": "69123",
    r"^132[01]\d$": "13055",
}
_FORMER = {r"^9[1-4]352$": "99352", r"^95350$": "99350", r"^96351$": "99351"}


def place(code: pl.Expr) -> pl.Expr:
    """Return a birth place: arrondissements as their city, former départements abroad.

    Codes that say nothing (99 or 99999, five zeros, 99000) become null.
    """
    text = code.str.strip_chars().str.to_uppercase()
    for pattern, city in (_ARRONDISSEMENTS | _FORMER).items():
        text = text.str.replace(pattern, city)
    return pl.when(
        text.str.contains(r"^[0-9][0-9AB][0-9]{3}$")
        & ~text.str.contains("^(00000|99999|99000)$")
    ).then(text)
