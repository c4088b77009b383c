"""`python -m tfdr.emulator`: serve the emulated AWS until interrupted."""

from tfdr.emulator.serve import main

if __name__ == "__main__":
    main()
