# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies that crease plot writes, as meshio, trimesh and, where it is there, VTK read them.

plot_meshes_test.py PATH_OF_CREASE [unittest options]: exits with 77 (skipped) when modules are missing.
"""
import json
import os
import subprocess
import sys
import tempfile
import unittest

try:
    import meshio
    import numpy
    import trimesh
except ImportError as error:
    print("skipped:", error)
    sys.exit(77)

CREASE = ""
DATA = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data")
SHELLS = os.path.join(DATA, "shells.onnx")


class Meshes(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = directory.name

    def plot(self, name, *words):
        path = os.path.join(self.directory, name)
        subprocess.run([CREASE, "plot", SHELLS, "--domain", "box:-2,2", *words, "-o", path], check=True,
                       stdout=subprocess.DEVNULL)
        return path

    def regions(self):
        """What another command says of the regions."""
        directory = os.path.join(self.directory, "complex")
        subprocess.run([CREASE, "analyze", SHELLS, "--domain", "box:-2,2", "-o", directory], check=True,
                       stdout=subprocess.DEVNULL)
        with open(os.path.join(directory, "complex.json"), encoding="utf-8") as file:
            return json.load(file)["regions"]

    def test_ply(self):
        words = ("--color", "inradius")
        mesh = meshio.read(self.plot("a.ply", *words))
        triangles = mesh.cells_dict["triangle"]
        cell = numpy.asarray(mesh.cell_data["cell"][0])
        volumes = mesh.cell_data["volume"][0]
        self.assertEqual(len(set(cell)), 693)
        # The divergence theorem: triangles that turn outwards enclose the volume that the file tells.
        a, b, c = (mesh.points[triangles[:, k]] for k in range(3))
        enclosed = numpy.bincount(cell, numpy.einsum("ij,ij->i", a, numpy.cross(b, c)) / 6)
        told = numpy.zeros(693)
        told[cell] = volumes
        self.assertLess(abs(enclosed - told).max(), 1e-12)
        self.assertAlmostEqual(enclosed.sum(), 64)
        bodies = trimesh.load(self.plot("a.ply", *words), process=False)
        self.assertEqual(len(bodies.faces), len(triangles))
        self.assertTrue((bodies.visual.face_colors[:, :3] != bodies.visual.face_colors[0, :3]).any())

    def test_glb(self):
        scene = trimesh.load(self.plot("a.glb", "--show", "edges,boundary", "--color", "class"))
        names = set(scene.geometry)
        self.assertTrue(any("regions" in name for name in names) and any("boundary" in name for name in names), names)
        surface = [geometry for name, geometry in scene.geometry.items() if "boundary" in name][0]
        self.assertGreater(surface.area, 1)
        numpy.testing.assert_allclose(scene.bounds, [[-2] * 3, [2] * 3])
        apart = trimesh.load(self.plot("b.glb", "--explode", "1/2", "--show", "none"))
        self.assertGreater(apart.bounds[1][0], 2.5)

    def test_vtu(self):
        path = self.plot("a.vtu")
        mesh = meshio.read(path)
        told = {int(r): v for r, v in zip(*(numpy.concatenate(mesh.cell_data[name]) for name in ("region", "volume")))}
        for region in self.regions():
            numerator, _, denominator = region["volume"].partition("/")
            self.assertAlmostEqual(told[region["id"]], int(numerator) / int(denominator or 1), places=12)

    def test_vtk(self):
        try:
            from vtkmodules.vtkIOXML import vtkXMLUnstructuredGridReader
            from vtkmodules.vtkFiltersVerdict import vtkCellSizeFilter
        except ImportError as error:
            self.skipTest(str(error))
        reader = vtkXMLUnstructuredGridReader()
        reader.SetFileName(self.plot("a.vtu", "--show", "boundary"))
        reader.Update()
        grid = reader.GetOutput()
        kinds = [grid.GetCellType(i) for i in range(grid.GetNumberOfCells())]
        self.assertEqual(kinds.count(42), 693)
        sizes = vtkCellSizeFilter()
        sizes.SetInputData(grid)
        sizes.Update()
        data = sizes.GetOutput().GetCellData()
        for i, kind in enumerate(kinds):
            if kind == 42:
                self.assertAlmostEqual(data.GetArray("Volume").GetValue(i), data.GetArray("volume").GetValue(i), places=9)
        pieces = [i for i, kind in enumerate(kinds) if kind == 7]
        boundary = json.loads(subprocess.run([CREASE, "boundary", SHELLS, "--domain", "box:-2,2", "--json"], check=True,
                                             stdout=subprocess.PIPE).stdout)
        self.assertEqual(len(pieces), boundary["boundary"]["pieces"])


if __name__ == "__main__":
    CREASE = os.path.abspath(sys.argv.pop(1))
    unittest.main()
