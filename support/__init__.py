"""What tests, benchmarks and the documentation share: a served app, browsers, the Hub on loopback."""
