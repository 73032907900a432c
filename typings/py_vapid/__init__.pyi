from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

class Vapid:
    def __init__(self, private_key: EllipticCurvePrivateKey | None = ...) -> None: ...
