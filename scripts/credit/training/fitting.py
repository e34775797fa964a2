"""Fitting of networks and temperatures; deterministic for a seed on one kind of machine."""

import copy

import numpy as np
import torch
from torch import Tensor, nn

FOLDS = 5
BATCH = 64
PATIENCE = 30  # epochs without a better inner-validation loss


def deterministic() -> None:
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)


def folds(rows: int, seed: int) -> list[np.ndarray]:
    """Indices into the train part; each fold serves one network as its inner validation part."""
    return np.array_split(np.random.default_rng(seed).permutation(rows), FOLDS)


def fit(
    network: nn.Sequential, x: Tensor, y: Tensor, held: np.ndarray, epochs: int, seed: int, rate: float, decay: float
) -> float:
    """AdamW on all rows but `held`; leaves the weights of the epoch with the best loss on `held`, returns that loss."""
    generator = torch.Generator().manual_seed(seed)
    inside = torch.ones(len(x), dtype=torch.bool)
    inside[torch.from_numpy(held)] = False
    x_fit, y_fit, x_held, y_held = x[inside], y[inside], x[~inside], y[~inside]
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=decay)
    best, best_epoch, weights = float("inf"), 0, network.state_dict()
    for epoch in range(epochs):
        network.train()
        for chosen in torch.randperm(len(x_fit), generator=generator).split(BATCH):
            optimizer.zero_grad()
            nn.functional.cross_entropy(network(x_fit[chosen]), y_fit[chosen]).backward()
            optimizer.step()
        network.eval()
        with torch.no_grad():
            loss = nn.functional.cross_entropy(network(x_held), y_held).item()
        if loss < best:
            best, best_epoch, weights = loss, epoch, copy.deepcopy(network.state_dict())
        elif epoch - best_epoch >= PATIENCE:
            break
    network.load_state_dict(weights)
    network.eval()
    return best


def temperature(logits: np.ndarray, targets: np.ndarray) -> float:
    """The T > 0 that minimises the log-loss of softmax(logits / T): Newton in 1 / T, where the loss is convex."""
    z = logits - logits.max(axis=1, keepdims=True)
    inverse = 1.0
    for _ in range(100):
        q = np.exp(inverse * z)
        q /= q.sum(axis=1, keepdims=True)
        mean = (q * z).sum(axis=1)
        gradient = (mean - z[np.arange(len(z)), targets]).sum()
        curvature = (q * z**2).sum() - (mean**2).sum()
        step = gradient / curvature
        inverse = max(inverse - step, inverse / 2)
        if abs(step) < 1e-12:
            break
    return float(1.0 / inverse)
