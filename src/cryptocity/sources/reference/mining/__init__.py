"""Licensed mining: who may mine, what pools paid out, what it took in energy, and how large the whole network is."""
