"""`python -m pipeline` is `deskcheck`."""

from pipeline.cli import main

if __name__ == "__main__":
    main()
