"""Bring files in: what each was recognised as, which rows would be refused, publish."""

if __name__ == "__main__":
    from ui.import_page import show

    show()
