"""The official codification (Bộ pháp điển): its articles go back to the instruments that they come from."""
