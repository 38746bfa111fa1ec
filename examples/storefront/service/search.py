"""Finds products that are like one another."""

from sentence_transformers import SentenceTransformer

encoder = SentenceTransformer("bicycle-shop/catalogue-embeddings-v2")


def similar(query: str, titles: list[str], count: int = 5) -> list[str]:
    scores = encoder.similarity(encoder.encode([query]), encoder.encode(titles))[0]
    order = scores.argsort(descending=True)
    return [titles[index] for index in order[:count]]
