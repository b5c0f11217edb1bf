"""`python -m bench [NAME …]`: every measure, or those named; each in a process of its own, so that peaks are its own."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from pathlib import Path

NAMES = sorted(found.name for found in pkgutil.iter_modules([str(Path(__file__).parent)]) if not found.name.startswith("_"))

if __name__ == "__main__":
    wanted = sys.argv[1:] or NAMES
    failed = False
    for name in wanted:
        print(f"\n{name}", flush=True)
        code = f"import bench.{name} as measure\nfor line in measure.run():\n    print('  ' + line, flush=True)"
        failed |= subprocess.run([sys.executable, "-c", code], check=False).returncode != 0
    sys.exit(1 if failed else 0)
