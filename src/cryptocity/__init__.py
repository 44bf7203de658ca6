"""CryptoCity Analytics: verified, audited and published figures on Alatau, Kazakhstan's CryptoCity."""
