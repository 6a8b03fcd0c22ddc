"""One case for every suspected child: verification, and later what is done until the child is in class."""
