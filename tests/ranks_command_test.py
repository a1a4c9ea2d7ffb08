# SPDX-License-Identifier: GPL-3.0-or-later
"""Work that mpirun spreads over processes: ranks_command_test.py PATH_OF_CREASE MPIRUN [unittest options].

Exits with 77 (skipped) when mpirun starts nothing here.
"""
import json
import os
import random
import signal
import subprocess
import sys
import time
import unittest

import command_test
from command_test import golden, huge, network, relu, tent
from dataset_kill_test import SPEC, contents

MPIRUN = "mpirun"
# Containers run as root, and have fewer cores than ranks.
ENVIRONMENT = dict(os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")


def maxima(units):
    """A layer of maxima of three, and one of ReLUs."""
    first, second = golden(13, 2, [3 * units])["layers"][0], golden(17, units, [units])["layers"][0]
    return network(2, [{"weights": first["weights"], "bias": first["bias"], "max": 3}, second])


def twice(net):
    """Every unit of the first layer a second time, negated."""
    first, second = net["layers"]
    first = relu(first["weights"] + [[-w for w in row] for row in first["weights"]],
                 first["bias"] + [-b for b in first["bias"]])
    return network(net["input_dim"], [first, relu([row + row for row in second["weights"]], second["bias"])])


def on_ranks(ranks):
    return [MPIRUN, "--oversubscribe", "-n", str(ranks), command_test.CREASE]


class RanksTest(command_test.CommandTest):
    def on_ranks(self, ranks, *arguments, **options):
        return subprocess.run(on_ranks(ranks) + list(arguments), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, universal_newlines=True, timeout=command_test.DEADLINE,
                              env=ENVIRONMENT, **options)

    def start_on_ranks(self, ranks, *arguments):
        process = subprocess.Popen(on_ranks(ranks) + list(arguments), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, universal_newlines=True, env=ENVIRONMENT)
        self.addCleanup(process.kill)
        return process

    def process_of_rank(self, mpirun, rank):
        """Waits for it."""
        wanted = b"OMPI_COMM_WORLD_RANK=%d" % rank
        for _ in range(2000):
            for name in filter(str.isdigit, os.listdir("/proc")):
                try:
                    with open("/proc/%s/stat" % name) as file:
                        parent = int(file.read().rsplit(")", 1)[1].split()[1])
                    if parent != mpirun.pid:
                        continue
                    with open("/proc/%s/environ" % name, "rb") as file:
                        if wanted in file.read().split(b"\0"):
                            return int(name)
                except OSError:
                    pass
            time.sleep(0.005)
        self.fail("rank %d was not started" % rank)

    def counts(self, result):
        self.assertEqual(result.returncode, 0, result.stderr)
        document = json.loads(result.stdout)
        for key in ["seconds", "threads", "processes", "sign_tests"]:
            document.pop(key, None)
        return document


class Count(RanksTest):
    def test_the_count_of_one_process(self):
        # Large enough to be handed on, half of them degenerate; and small ones.
        cases = [(golden(5, 2, [150, 150]), "all", True), (golden(2, 3, [40, 40]), "box:-1,1", True),
                 (golden(3, 4, [18, 18]), "all", True), (tent(17), "box:0,1", True), (maxima(80), "all", True),
                 (twice(golden(7, 2, [150, 100])), "box:-3,3", True), (maxima(3), "all", False),
                 (network(2, [relu([[0, 0], [1, 1], [-1, -1], [1, 1]], [1, 0, 0, 0])]), "all", False)]
        for index, (net, domain, is_large) in enumerate(cases):
            path = self.write("net.json", net)
            arguments = ["count", path, "--domain", domain, "--count-only", "--json"]
            alone = self.crease(*arguments)
            tests = json.loads(alone.stdout)["sign_tests"]["tests"]
            for ranks in (1, 2, 4):
                with self.subTest(case=index, ranks=ranks):
                    together = self.on_ranks(ranks, *arguments)
                    self.assertEqual(self.counts(together), self.counts(alone))
                    if is_large and ranks > 1:  # the way to a subtree is walked again
                        self.assertGreater(json.loads(together.stdout)["sign_tests"]["tests"], tests)

    def test_a_network_that_takes_long_to_set_up(self):
        path = self.write("net.json", golden(11, 300, [120, 60]))
        directions = [[int(i % 7 == k) for i in range(300)] for k in range(2)]
        slice_ = self.write("slice.json", {"format": "crease-slice/1", "point": [0] * 300, "directions": directions})
        arguments = ["count", path, "--slice", slice_, "--domain", "box:-1,1", "--count-only", "--json"]
        started = time.monotonic()
        expected = self.counts(self.crease(*arguments))
        alone = time.monotonic() - started
        started = time.monotonic()
        self.assertEqual(self.counts(self.on_ranks(2, *arguments)), expected)
        self.assertLess(time.monotonic() - started, 10 * alone + 5)

    def test_slices_files_and_threads(self):
        path = self.write("net.json", golden(7, 4, [12, 12]))
        slice_ = self.write("slice.json", {"format": "crease-slice/1", "point": ["1/3", 0, 0.1, -1],
                                           "directions": [[1, 0, 2, 0], [0, 1, 0, "1/7"]]})
        arguments = ["count", path, "--slice", slice_, "--count-only", "--json", "-o", self.path("ranks.json")]
        self.assertEqual(self.on_ranks(3, *arguments, "--threads", "2").stdout, "")
        found = json.loads(self.read("ranks.json"))
        self.assertEqual(found["processes"], 3)
        expected = json.loads(self.crease("count", path, "--slice", slice_, "--count-only", "--json").stdout)
        self.assertEqual(found["activation_regions"], expected["activation_regions"])
        self.assertEqual(found["bounded_regions"], expected["bounded_regions"])

    def test_other_commands_run_once(self):
        path = self.write("net.json", golden(1, 2, [4, 4]))
        for arguments in [["info", path, "--json"], ["count", path, "--json"],
                          ["count", path, "--count-only", "--max-regions", "5", "--json"]]:
            alone, together = json.loads(self.crease(*arguments).stdout), json.loads(self.on_ranks(2, *arguments).stdout)
            for document in (alone, together):
                for key in ["seconds", "threads"]:
                    document.pop(key, None)
            self.assertEqual(together, alone)

    def test_errors_are_said_once(self):
        result = self.on_ranks(2, "count", self.path("nowhere.json"), "--count-only")
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertEqual(result.stderr.count("cannot open the file"), 1)
        # One that shows only while counting.
        net = self.write("net.json", golden(1, 2, [4, 4]))
        flat = self.write("flat.json", {"format": "crease-domain/1", "rows": [{"normal": [1, 0], "offset": 0},
                                                                             {"normal": [-1, 0], "offset": 0}]})
        result = self.on_ranks(2, "count", net, "--domain", flat, "--count-only")
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertIn("no interior", result.stderr)
        self.assertNotIn("internal", result.stderr)
        result = self.on_ranks(2, "count")
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertEqual(result.stderr.count("crease: error"), 1)

    def assert_partial(self, process, code, word):
        output, errors = process.communicate(timeout=command_test.DEADLINE)
        self.assertEqual(process.returncode, code, errors)
        self.assertIn(word, errors)
        document = json.loads(output)
        self.assertFalse(document["complete"])
        return document

    def test_a_timeout_leaves_a_part(self):
        path = self.write("net.json", huge())
        process = self.start_on_ranks(2, "count", path, "--count-only", "--json", "--timeout", "2")
        document = self.assert_partial(process, 4, "--timeout was reached")
        self.assertEqual(document["reason"], "timeout")
        self.assertGreater(document["activation_regions"], 1000)
        self.assertLess(document["seconds"], 10)

    def test_a_lost_rank_is_told_of(self):
        path = self.write("net.json", huge())
        process = self.start_on_ranks(2, "count", path, "--count-only", "--json")
        lost = self.process_of_rank(process, 1)
        time.sleep(1)
        os.kill(lost, signal.SIGKILL)
        document = self.assert_partial(process, 137, "rank 1")
        self.assertEqual(document["reason"], "cancelled")

    def test_ctrl_c_leaves_a_part(self):
        path = self.write("net.json", huge())
        process = self.start_on_ranks(2, "count", path, "--count-only", "--json")
        self.process_of_rank(process, 1)
        time.sleep(1)
        process.send_signal(signal.SIGTERM)
        output, errors = process.communicate(timeout=command_test.DEADLINE)
        self.assertFalse(json.loads(output)["complete"], errors)
        self.assertIn("the result is of a part", errors)


class Dataset(RanksTest):
    def setUp(self):
        super().setUp()
        self.spec = self.write("spec.toml", SPEC)

    def make_alone(self, name):
        result = self.crease("dataset", self.spec, "-o", self.path(name))
        self.assertEqual(result.returncode, 0, result.stderr)
        return contents(self.path(name))

    def test_the_bytes_of_one_process(self):
        expected = self.make_alone("alone")
        self.assertEqual(expected["counts.csv"].count(b"\n"), 1001)
        for ranks, threads in [(1, "1"), (2, "1"), (4, "1"), (2, "2")]:
            with self.subTest(ranks=ranks, threads=threads):
                name = "on%s_%s" % (ranks, threads)
                result = self.on_ranks(ranks, "dataset", self.spec, "-o", self.path(name), "--threads", threads,
                                       "--json")
                self.assertEqual(result.returncode, 0, result.stderr)
                self.assertEqual(json.loads(result.stdout).get("processes", 1), ranks)
                self.assertEqual(contents(self.path(name)), expected)

    def test_lost_ranks_lose_nothing(self):
        expected = self.make_alone("alone")
        seed = int(os.environ.get("CREASE_TEST_SEED", time.time_ns() % 10**9))
        print("CREASE_TEST_SEED=%d" % seed, file=sys.stderr)
        source = random.Random(seed)
        began = 0
        for rank in (1, 0, 2, 1):
            process = self.start_on_ranks(3, "dataset", self.spec, "-o", self.path("killed"))
            lost = self.process_of_rank(process, rank)
            while process.poll() is None and not os.path.isdir(self.path("killed/unfinished/items")):
                time.sleep(0.005)
            time.sleep(source.uniform(0, 0.2))
            try:
                os.kill(lost, signal.SIGKILL)
            except ProcessLookupError:
                pass
            try:
                process.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                # All ranks have ended: Open MPI 4.1.4 waits for a lock of its own in PMIx_server_finalize when a process
                # dies while it starts.
                print("mpirun hangs after the loss of rank %d" % rank, file=sys.stderr)
                process.kill()
                process.communicate()
            began += os.path.isdir(self.path("killed/unfinished"))
        print("%d of 4 ended unfinished" % began, file=sys.stderr)
        result = self.on_ranks(2, "dataset", self.spec, "-o", self.path("killed"))
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(contents(self.path("killed")), expected, seed)

    def test_a_timeout_with_tasks_waiting(self):
        net = golden(5, 2, [60, 60, 60])
        self.write("net.json", net)
        spec = self.write("long.toml", SPEC[:SPEC.index("[[networks]]")] +
                          '[[networks]]\nfiles = ["net.json"]\ndomains = [%s]\n' %
                          ", ".join('"box:-%d,%d"' % (size, size) for size in range(3, 60)))
        started = time.monotonic()
        result = self.on_ranks(2, "dataset", spec, "-o", self.path("long"), "--timeout", "1", "--json")
        self.assertEqual(result.returncode, 4, result.stderr)
        self.assertNotIn("does not answer", result.stderr)
        self.assertLess(time.monotonic() - started, 15)

    def test_errors(self):
        os.mkdir(self.path("full"))
        self.write("full/something", "else")
        result = self.on_ranks(2, "dataset", self.spec, "-o", self.path("full"))
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertEqual(result.stderr.count("crease: error"), 1)
        self.assertEqual(os.listdir(self.path("full")), ["something"])
        result = subprocess.run(on_ranks(2) + ["dataset", "-", "-o", self.path("none")], input=SPEC,
                                capture_output=True, universal_newlines=True, timeout=command_test.DEADLINE,
                                env=ENVIRONMENT)
        self.assertIn("standard input is seen by one process only", result.stderr)


if __name__ == "__main__":
    command_test.CREASE = os.path.abspath(sys.argv.pop(1))
    MPIRUN = sys.argv.pop(1)
    try:
        started = subprocess.run([MPIRUN, "--oversubscribe", "-n", "2", "true"], env=ENVIRONMENT, capture_output=True)
    except OSError as error:
        started = None
        print("skipped:", error)
    if started is None or started.returncode != 0:
        print("skipped:", started and started.stderr)
        sys.exit(77)
    unittest.main()
