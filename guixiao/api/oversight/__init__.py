"""What is watched over, to be read only: orders, findings of inspections, closures, bodies, joint actions, stationed studies."""
