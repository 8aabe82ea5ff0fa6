"""Files of the reader's own, told the truth about before they are drawn.

A file's format is decided from its first bytes (`formats`), never by a library's own detection. GeoJSON, CSV,
XLSX and Parquet are read here (`reading`), the others by GDAL in a process of its own (`worker`). What is in
it is understood by `understand`, checked by the rules of `lint`, and becomes a `Layer`.
"""

from geodata.imports.layer import LIMITS, Answers, Layer, Limits, Refused

__all__ = ["LIMITS", "Answers", "Layer", "Limits", "Refused"]
