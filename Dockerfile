# The app and the command line, for compose.yaml.
FROM python:3.12-slim

RUN useradd --create-home kho && install --directory --owner kho /kho
WORKDIR /app
COPY . .
RUN pip install --no-cache-dir --constraint constraints.txt '.[ocr,postgresql]'

USER kho
ENV KB_HOME=/kho
EXPOSE 8501
# On every address of the container; compose.yaml opens it to its own machine only.
CMD ["python", "-m", "streamlit", "run", "app.py", "--server.address=0.0.0.0", "--server.port=8501", "--server.headless=true"]
