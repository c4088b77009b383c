"""`python -m generator.emulator`: serve the emulated AWS until interrupted."""

from generator.emulator.serve import main

if __name__ == "__main__":
    main()
