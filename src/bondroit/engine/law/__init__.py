"""The law's own computations, vectorised and exact to the cent."""
