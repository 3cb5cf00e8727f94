"""The dashboard. Run by Streamlit it shows the frame and a page; imported by the server it is the web app."""

if __name__ == "__main__":
    from ui import frame

    frame.run()
else:
    from importlib import import_module

    import streamlit as st

    from ui import ahead_route, frame, screen, server

    for page in frame.PAGES:  # what pages import is loaded before the port opens
        import_module(f"pages.{page}")
    screen.warm()

    app = st.App(
        __file__,
        lifespan=server.lifespan(screen.look),
        routes=server.routes(ahead_route.made, ahead_route.pointed),
        middleware=server.middleware(),
        on_script_error=frame.report,
    )
