# The page for others: docker build -t formcheck . && docker run -p 8501:8501 formcheck
FROM python:3.12-slim-bookworm
WORKDIR /formcheck
COPY packages.txt requirements.txt ./
RUN apt-get update \
    && xargs -a packages.txt apt-get install -y --no-install-recommends \
    && rm -rf /var/lib/apt/lists/* \
    && pip install --no-cache-dir --only-binary=:all: -r requirements.txt
COPY . .
RUN pip install --no-cache-dir --no-deps --editable . \
    && useradd --create-home runner
USER runner
# The pose model comes with the image: nothing is fetched once it runs.
RUN formcheck doctor --fetch
EXPOSE 8501
CMD ["formcheck", "app", "--address", "0.0.0.0", "--no-open"]
