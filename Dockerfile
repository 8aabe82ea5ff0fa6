# Border Ledger in a container: see DEPLOY.md.
FROM python:3.11-slim-bookworm AS build
WORKDIR /build
COPY requirements.lock ./
RUN python -m venv /app \
    && /app/bin/pip install --no-cache-dir --only-binary=:all: --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY .streamlit .streamlit
COPY geodata geodata
COPY dashboard dashboard
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels . \
    && /app/bin/pip install --no-cache-dir --no-deps /wheels/*.whl \
    && /app/bin/pip uninstall --yes pip setuptools

FROM python:3.11-slim-bookworm
COPY --from=build /app /app
RUN useradd --system --uid 10001 --user-group --no-create-home --home-dir /tmp ledger
# Nothing is written but beneath /tmp: what matplotlib knows of fonts, and files of readers while they are read.
ENV PATH=/app/bin:$PATH \
    HOME=/tmp \
    MPLCONFIGDIR=/tmp/matplotlib \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    BORDER_LEDGER_LISTEN=0.0.0.0 \
    BORDER_LEDGER_PORT=8501
WORKDIR /app
USER 10001:10001
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8501/health', timeout=4)"]
ENTRYPOINT ["border-ledger"]
CMD ["run"]
