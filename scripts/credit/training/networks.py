"""The networks, for training and for export.

What is exported is a chain of matrix products and little else: no dropout, no preprocessing that the processor does,
and no operation that touches a file. Every forward takes float32 [n, d] and returns logits [n, 2], for any n >= 1.
"""

import torch
from torch import Tensor, nn


def trainable(width: int, hidden: list[int], dropout: float) -> nn.Sequential:
    layers: list[nn.Module] = []
    for size in hidden:
        layers += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(dropout)]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, 2))


class Dense(nn.Module):
    """A trained nn.Linear without its constants: TorchScript writes those in hash order, so the bytes would vary."""

    def __init__(self, trained: nn.Linear) -> None:
        super().__init__()
        self.weight = trained.weight
        self.bias = trained.bias

    def forward(self, dense: Tensor) -> Tensor:
        return nn.functional.linear(dense, self.weight, self.bias)


class Primary(nn.Module):
    """One hidden layer on the encoded columns as they come."""

    def __init__(self, trained: nn.Sequential) -> None:
        super().__init__()
        first, second = [Dense(layer) for layer in trained if isinstance(layer, nn.Linear)]
        self.first = first
        self.second = second

    def forward(self, dense: Tensor) -> Tensor:
        return self.second(torch.relu(self.first(dense)))


class Derived(nn.Module):
    """Appends what a credit officer would work out by hand, then standardises every column.

    Savings capacity: what is left of a month's income after expenses and a hundredth of the debt, over the month's
    instalment. Financing ratio: amount over price.
    """

    def __init__(self, columns: list[str], dense: Tensor) -> None:
        super().__init__()
        self.time = columns.index("Time")
        self.expenses = columns.index("Expenses")
        self.income = columns.index("Income")
        self.assets = columns.index("Assets")
        self.debt = columns.index("Debt")
        self.amount = columns.index("Amount")
        self.price = columns.index("Price")
        width = dense.shape[1] + 7
        self.register_buffer("mean", torch.zeros(width))
        self.register_buffer("deviation", torch.ones(width))
        with torch.no_grad():
            wide = self.widen(dense).double()
            self.mean = wide.mean(0).float()
            self.deviation = wide.std(0).clamp(min=0.05).float()  # a rare category must not become a huge value

    def widen(self, dense: Tensor) -> Tensor:
        income = dense[:, self.income]
        expenses = dense[:, self.expenses]
        amount = dense[:, self.amount]
        instalment = amount / dense[:, self.time]
        savings = (income - expenses - dense[:, self.debt] / 100.0) / instalment
        derived = torch.stack(
            [
                torch.log1p(income),
                torch.log1p(dense[:, self.assets]),
                torch.log1p(dense[:, self.debt]),
                amount / dense[:, self.price],
                torch.log(instalment),
                torch.clamp(savings, -10.0, 20.0),
                expenses / (income + 1.0),
            ],
            1,
        )
        return torch.cat([dense, derived], 1)

    def forward(self, dense: Tensor) -> Tensor:
        # Clamped, so that one extreme column cannot drive the network where it saw no training row.
        return torch.clamp((self.widen(dense) - self.mean) / self.deviation, -4.0, 4.0)


class Member(nn.Module):
    """Two hidden layers."""

    def __init__(self, trained: nn.Sequential) -> None:
        super().__init__()
        first, second, third = [Dense(layer) for layer in trained if isinstance(layer, nn.Linear)]
        self.first = first
        self.second = second
        self.third = third

    def forward(self, wide: Tensor) -> Tensor:
        return self.third(torch.relu(self.second(torch.relu(self.first(wide)))))


class Secondary(nn.Module):
    """The mean of its members' logits, each member on the same derived columns."""

    def __init__(self, derived: Derived, members: list[nn.Sequential]) -> None:
        super().__init__()
        self.derived = derived
        self.members = nn.ModuleList([Member(member) for member in members])

    def forward(self, dense: Tensor) -> Tensor:
        wide = self.derived(dense)
        logits: list[Tensor] = []
        for member in self.members:
            logits.append(member(wide))
        return torch.stack(logits, 0).mean(0)
