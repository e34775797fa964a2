"""Training of the credit example's two models; started by ``scripts/train_models.py``."""
