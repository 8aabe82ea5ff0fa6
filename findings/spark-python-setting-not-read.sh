#!/bin/sh
# pyspark 4.3.0 (PyPI): `spark.pyspark.python` is not read by a program that starts Spark itself.
#
# The configuration page says that this setting is the Python of workers. The function below runs in a worker and
# returns the path of its Python. A program that builds its own session, as in `python program.py`, sets it, Spark
# holds the value, and workers take the first `python3` of the PATH all the same: another one, that may lack every
# package. No warning is given. The variable PYSPARK_PYTHON works, and so does the same setting by `spark-submit`,
# which makes that variable of it.
#
# Seen on 28 November 2026, Python 3.11, Java 17; set in the program, by PYSPARK_PYTHON, by spark-submit --conf:
#   setting wanted; the worker runs another Python
#   setting None; the worker runs the wanted Python
#   setting wanted; the worker runs the wanted Python
#
# Ends with 0 as long as the library behaves so, with 1 once that changes. Needs python3 with venv, Java 17 and
# pip's index; it installs 460 MB.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pyspark==4.3.0 pyarrow 'pandas<3'
cd "$folder"
mkdir others
# Another Python of the same packages, so that the worker runs, whichever it takes.
printf '#!/bin/sh\nexec "%s/venv/bin/python" "$@"\n' "$folder" > wanted
sed 's/^exec/OTHER=yes exec/' wanted > others/python3
chmod +x wanted others/python3
cat > program.py <<'PYTHON'
import os
import sys

import pyarrow
from pyspark.sql import SparkSession


def work(batches):
    for _ in batches:
        yield pyarrow.RecordBatch.from_pydict({"other": [os.environ.get("OTHER", "no")]})


builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
if len(sys.argv) > 1:
    builder = builder.config("spark.pyspark.python", sys.argv[1])
session = builder.getOrCreate()
held = session.sparkContext.getConf().get("spark.pyspark.python")
(row,) = session.range(0, 1, 1, 1).mapInArrow(work, "other string").collect()
print(f"setting {held}; the worker runs {'another' if row.other == 'yes' else 'the wanted'} Python")
session.stop()
PYTHON
export PATH="$folder/others:$PATH"
python="$folder/venv/bin/python"
seen=$(
    "$python" program.py "$folder/wanted" 2>/dev/null
    PYSPARK_PYTHON="$folder/wanted" "$python" program.py 2>/dev/null
    PYSPARK_DRIVER_PYTHON="$python" "$folder/venv/bin/spark-submit" --conf "spark.pyspark.python=$folder/wanted" \
        program.py 2>/dev/null
)
"$python" -c 'import pyspark, sys; print("pyspark", pyspark.__version__, "Python", sys.version.split()[0])'
echo "$seen" | sed "s|$folder/||g"
expected="setting $folder/wanted; the worker runs another Python
setting None; the worker runs the wanted Python
setting $folder/wanted; the worker runs the wanted Python"
[ "$seen" = "$expected" ]
