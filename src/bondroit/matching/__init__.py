"""Who is who: individuals, deaths and stays.

Linear algebra is small here (a few hundred columns): several threads of OpenBLAS would
wait for each other, and cost five times the CPU for the same numbers.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
