/// The template of the project's pkg-config file; installing fills in the prefix and the libraries.
enum PackageConfig {
  static func text(_ plan: BuildPlan) -> String {
    """
    prefix=@prefix@
    includedir=${prefix}/include
    libdir=${prefix}/lib

    Name: \(plan.input.name.text)
    Description: A compiled sequence model
    Version: 1
    Cflags: -I${includedir}
    Libs: -L${libdir} -l\(plan.input.name.text) @libs@

    """
  }
}
