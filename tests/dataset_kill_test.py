# SPDX-License-Identifier: GPL-3.0-or-later
"""A data set of 1,000 networks that is ended by force again and again: dataset_kill_test.py PATH_OF_CREASE.

CREASE_TEST_SEED and CREASE_TEST_SCALE (times 20 kills) as in tests/support/random.h.
"""
import os
import random
import subprocess
import sys
import time
import unittest

import command_test

SPEC = """
format = "crease-dataset-spec/1"
name = "a thousand networks"
quantities = ["counts", "faces", "regions"]

[[networks]]
architectures = [[2, 4, 1], [1, 3, 1]]
initializations = ["he_normal", "integers:-1,1"]
seeds = { from = 0, to = 249 }
domains = ["box:-1,1"]
"""


def contents(directory):
    """All files below a directory, and their bytes."""
    result = {}
    for path, _, files in os.walk(directory):
        for name in files:
            full = os.path.join(path, name)
            with open(full, "rb") as file:
                result[os.path.relpath(full, directory)] = file.read()
    return result


class Kill(command_test.CommandTest):
    def make(self, directory, *arguments):
        started = time.monotonic()
        result = self.crease("dataset", self.path("spec.toml"), "-o", self.path(directory), *arguments)
        self.assertEqual(result.returncode, 0, result.stderr)
        return time.monotonic() - started

    def test_a_thousand_networks(self):
        self.write("spec.toml", SPEC)
        seconds = self.make("whole", "--threads", "1")
        expected = contents(self.path("whole"))
        self.assertEqual(len([name for name in expected if name.startswith("networks/")]), 1000)
        self.assertEqual(expected["counts.csv"].count(b"\n"), 1001)
        self.make("two", "--threads", "2")
        self.assertEqual(contents(self.path("two")), expected)

        seed = int(os.environ.get("CREASE_TEST_SEED", time.time_ns() % 10**9))
        kills = max(1, int(20 * float(os.environ.get("CREASE_TEST_SCALE", 1))))
        print("CREASE_TEST_SEED=%d, %d kills" % (seed, kills), file=sys.stderr)
        source = random.Random(seed)
        done = 0
        for kill in range(kills):
            process = self.start("dataset", self.path("spec.toml"), "-o", self.path("killed"), "--threads",
                                 source.choice("12"))
            time.sleep(source.uniform(0, 1.5 * seconds / kills))
            process.kill()
            process.communicate()
            items = self.path("killed/unfinished/items")
            if os.path.isdir(items) and not os.path.exists(self.path("killed/SHA256SUMS")):
                # Nothing is lost.
                now = sum(name.isdigit() for name in os.listdir(items))
                self.assertGreaterEqual(now, done, (seed, kill))
                done = now
        print("%d items after these" % done, file=sys.stderr)
        self.make("killed")
        self.assertEqual(contents(self.path("killed")), expected, seed)

    def test_kills_near_the_end(self):
        """When files are put together, too."""
        self.write("spec.toml", SPEC.replace("249", "9"))
        self.make("whole")
        expected = contents(self.path("whole"))
        seed = int(os.environ.get("CREASE_TEST_SEED", time.time_ns() % 10**9))
        source = random.Random(seed)
        hit = 0
        for attempt in range(12):
            process = self.start("dataset", self.path("spec.toml"), "-o", self.path("killed%d" % attempt))
            wanted = source.choice(["counts.jsonl", "counts.csv", "regions.csv", "README.md", "networks", "SHA256SUMS"])
            while process.poll() is None and not os.path.exists(self.path("killed%d/%s" % (attempt, wanted))):
                pass
            process.kill()
            process.communicate()
            hit += os.path.exists(self.path("killed%d/unfinished" % attempt))
            self.make("killed%d" % attempt)
            self.assertEqual(contents(self.path("killed%d" % attempt)), expected, (seed, attempt))
        print("CREASE_TEST_SEED=%d, %d of 12 hit the end" % (seed, hit), file=sys.stderr)
        self.assertGreater(hit, 0)


if __name__ == "__main__":
    command_test.CREASE = os.path.abspath(sys.argv.pop(1))
    unittest.main()
