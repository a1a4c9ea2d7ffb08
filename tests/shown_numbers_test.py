# SPDX-License-Identifier: GPL-3.0-or-later
"""The numbers that crease stats shows as text and crease report on its page, held against the exact ones in JSON.

shown_numbers_test.py PATH_OF_CREASE [unittest options]: exits with 77 (skipped) when modules are missing. The random
networks are those of CREASE_TEST_SEED.
"""
import decimal
import os
import random
import re
import sys
import unittest
from fractions import Fraction

import command_test
import stats_command_test
from command_test import network, relu
from complex_command_test import data


def small_network(numbers):
    """A network of small integers: many of its hyperplanes coincide, are parallel, or meet in one point."""
    layers, inputs = [], numbers.choice([1, 2, 2, 3])
    for units in (numbers.randint(2, 5), numbers.randint(1, 4)):
        rows = [[numbers.randint(-2, 2) for _ in range(inputs)] for _ in range(units)]
        if numbers.random() < 0.5:
            rows[-1] = [numbers.choice([-1, 1, 2]) * weight for weight in rows[0]]
        layers.append(relu(rows, [numbers.choice([0, numbers.randint(-3, 3)]) for _ in rows]))
        inputs = units
    return network(len(layers[0]["weights"][0]), layers)


def rounded(number):
    """To four digits, as printf's %g; beyond the doubles, too."""
    if number == 0 or 1e-307 < abs(number) < 1e308:
        return "%.4g" % float(number)
    decimal.getcontext().prec = 60
    mantissa, exponent = f"{decimal.Decimal(number.numerator) / decimal.Decimal(number.denominator):.3e}".split("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent):+03d}"


class Shown(stats_command_test.StatsTest):
    """Text and pages show roundings of numbers that bounds tell: they are those of the exact ones in JSON."""

    @staticmethod
    def decimals(number):
        """All texts that are right: of an enclosure two, perhaps."""
        if number is None:
            return {"none", "-"}
        ends = [number["lo"], number["hi"]] if isinstance(number, dict) else [number]
        if "inf" in ends:
            return {"infinite", "inf"}
        ends = [Fraction(end) for end in ends]
        return {rounded(end) for end in ends} | ({"0"} if min(ends) <= 0 <= max(ends) else set())

    def check(self, *arguments):
        document, exact = self.stats(*arguments)
        result = self.crease("stats", *arguments)
        self.assertEqual(result.returncode, 0, result.stderr)
        rows = {line.split()[0]: line.split()[1:] for line in result.stdout.split("\n\n")[1].splitlines()[1:]}
        self.assertEqual(list(rows), list(exact))
        self.assertEqual(self.crease("report", *arguments, "-o", self.path("page.html")).returncode, 0)
        page = self.read("page.html").split("<h2>Distributions</h2>")[1]
        told = re.findall(r'<th scope="row">(\w+)<br>.*?</th>(.*?)</tr>', page, re.DOTALL)
        self.assertEqual([name for name, _ in told], list(exact))
        for name, cells in told:
            quantity = exact[name]
            numbers = re.findall(r'<td class="number">([^<]*)</td>', cells)
            for texts in (numbers, rows[name]):
                self.assertEqual(texts[0].replace(",", ""), str(quantity["count"]))
                for statistic, text in zip([*stats_command_test.STATISTICS, "mean"], texts[1:]):
                    self.assertIn(text, self.decimals(quantity[statistic]), (name, statistic))
            bins = [(self.decimals(row["lo"]), self.decimals(row["hi"]), f"{row['count']:,}")
                    for row in quantity["histogram"]]
            shown = re.findall(r"<title>from (\S+) to (\S+): ([\d,]+)</title>", cells)
            self.assertEqual([({lo}, {hi}, count) for lo, hi, count in shown], bins, name)

    def test_bundled_networks(self):
        for name in ("moons.onnx", "moons_maxout.onnx", "shells.onnx", "dead_layer.json", "pencil_5.json",
                     "duplicated_units.json", "abs_1d.json"):
            for domain in ([], ["--domain", "box:-3/2,2"]):
                with self.subTest(name=name, domain=domain):
                    self.check(data(name), *domain)

    def test_small_integers(self):
        seed = int(os.environ.get("CREASE_TEST_SEED", "7"))
        for index in range(30):
            with self.subTest(seed=seed, index=index):
                numbers = random.Random(seed * 1000 + index)
                file = self.write("small.json", small_network(numbers))
                self.check(file, *numbers.choice([[], ["--domain", "box:-2,3"]]))

    def test_numbers_beyond_doubles(self):
        for scale in ("1e300", "1e-300", "1e-40"):
            with self.subTest(scale=scale):
                rows = [[scale, 0], [0, "1"], [scale, scale], ["1", "-1"]]
                file = self.write("far.json", network(2, [relu(rows, [0, scale, "-1", scale])]))
                self.check(file)


if __name__ == "__main__":
    command_test.CREASE = os.path.abspath(sys.argv.pop(1))
    unittest.main()
