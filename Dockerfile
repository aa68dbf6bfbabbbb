# The app, its workers and the command line. `docker build .` makes the image with all; with `--target app` it has neither the reader of
# scans (OCR) nor LibreOffice for .doc and .ppt, and is smaller by about 700 MB. Who runs it may write to /kho and /tmp and nothing else.
FROM python:3.12-slim AS installed
WORKDIR /source
COPY . .
RUN python -m venv /opt/tuluat \
 && /opt/tuluat/bin/pip install --no-cache-dir --constraint constraints.txt '.[elasticsearch,postgresql,sign-in]'

FROM installed AS installed-ocr
RUN /opt/tuluat/bin/pip install --no-cache-dir --constraint constraints.txt '.[ocr]'

FROM python:3.12-slim AS app
RUN useradd --uid 10001 --home-dir /tmp --no-create-home kho && install --directory --owner kho --mode 700 /kho
COPY --from=installed /opt/tuluat /opt/tuluat
USER kho
ENV PATH=/opt/tuluat/bin:$PATH HOME=/tmp KB_HOME=/kho PYTHONDONTWRITEBYTECODE=1
VOLUME /kho
EXPOSE 8501
STOPSIGNAL SIGTERM
HEALTHCHECK --start-period=60s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://localhost:8501/readyz', timeout=8)"]
# On every address of the container: what opens it to others is the port that is published, or the proxy.
CMD ["kb", "serve", "--address", "0.0.0.0"]

FROM app AS complete
USER root
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libreoffice-writer-nogui libreoffice-impress-nogui \
 && rm -rf /var/lib/apt/lists/*
COPY --from=installed-ocr /opt/tuluat /opt/tuluat
USER kho
