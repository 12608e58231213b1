import Testing

/// The built compiler and the programs it emits, run as their users run them.
///
/// The tests run one after another: each of them builds and runs programs that use all processors.
@Suite(.serialized) enum EndToEnd {}
