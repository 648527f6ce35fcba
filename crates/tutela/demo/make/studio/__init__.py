"""The small studio that draws, scores and encodes the films of the demo academies."""
