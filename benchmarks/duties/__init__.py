"""How the model that reads statements is made and measured: labels, training, figures."""
