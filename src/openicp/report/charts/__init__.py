"""Pictures as SVG, drawn from finished numbers and words by small functions.

Comes in: numbers with their labels already said. Goes out: markup with a title for those who listen, coloured by
the page's own tokens. It never rounds, ranks or computes anything that a reader would take for a figure.
"""
