"""Take it to the meeting: choose pages, make a sealed pack, verify earlier ones, see what has moved since."""

if __name__ == "__main__":
    from ui.pack_page import show

    show()
