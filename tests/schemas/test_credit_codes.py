"""The check digit of a credit code, worked out in one pass, is the library's."""

from random import Random

from stdnum.cn import uscc

from schemas.form.frames import is_credit_code

_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def test_it_agrees_with_stdnum_on_right_and_wrong_codes() -> None:
    rng = Random(1)
    seen = set()
    for number in range(600):
        body = "".join(rng.choices("0123456789", k=8) + rng.choices(_LETTERS, k=9))
        code = body + (uscc.calc_check_digit(body) if number % 2 else rng.choice(_LETTERS + "OI"))
        code = code.lower() if number % 7 == 0 else code
        seen.add(is_credit_code(code))
        assert is_credit_code(code) == uscc.is_valid(code), code
    assert seen == {True, False}
    assert not is_credit_code("A1110000600037341L")
    assert not is_credit_code("9111000060003734")
