import Testing

/// The built compiler and the programs it emits, run as their users run them.
///
/// The tests run side by side, so each has folders of its own, and the threads of a program that wait give way.
@Suite enum EndToEnd {}
