"""Synthetic identifiers with valid keys: NIR, IBAN, SIRET, FINESS."""

from datetime import date
from random import Random

_RIB = {letter: str(int(letter, 36)) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def nir_of(sex: str, birth: date, place: str, order: int) -> str:
    """Return a NIR of 13 characters."""
    return f"{1 if sex == 'M' else 2}{birth:%y%m}{place[:5]}{order:03d}"


def nir_key(nir: str) -> str:
    """Return the key of a NIR (2A counts as 19, 2B as 18)."""
    number = int(nir.replace("2A", "19").replace("2B", "18"))
    return f"{97 - number % 97:02d}"


def iban(rng: Random) -> str:
    """Return a French IBAN with valid keys, at a bank code that no bank bears."""
    bank, branch = "99" + f"{rng.randrange(1000):03d}", f"{rng.randrange(100000):05d}"
    account = f"{rng.randrange(10**11):011d}"
    rib = 97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97
    body = f"{bank}{branch}{account}{rib:02d}"
    check = 98 - int(body + _RIB["F"] + _RIB["R"] + "00") % 97
    return f"FR{check:02d}{body}"


def _luhn_digit(body: str) -> str:
    total = 0
    for position, char in enumerate(reversed(body)):
        digit = int(char) * (2 if position % 2 == 0 else 1)
        total += digit - 9 if digit > 9 else digit  # noqa: PLR2004
    return str(-total % 10)


def siret(rng: Random) -> str:
    """Return a SIRET whose SIREN and whole number both pass Luhn's test."""
    siren = "9" + f"{rng.randrange(10**7):07d}"
    siren += _luhn_digit(siren)
    body = siren + "0001"
    return body + _luhn_digit(body)


def finess(order: int) -> str:
    """Return a FINESS number of the département."""
    return f"45099{order:04d}"
