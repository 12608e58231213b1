/// The project's Makefile.
enum Makefile {
  static func text(_ plan: BuildPlan) -> String {
    let name = plan.input.name.text
    let (macros, folders) = (plan.macros.map { "-D\($0)" }, plan.includeFolders.map { "-I\($0)" })
    return """
      # make          the program bin/\(name) and the library lib/lib\(name).a
      # make lib      the library alone
      # make install  both, with header, weights and pkg-config file, below PREFIX
      # make clean    removes what was built
      # CC, CFLAGS, OPENMP, LDFLAGS\(plan.usesBLAS ? ", BLAS_CFLAGS, BLAS_LIBS" : "") and PREFIX may be given on the command line.

      ifeq ($(origin CC),default)
      CC = \(plan.compiler)
      endif
      CFLAGS = \(plan.flags.speed.joined(separator: " "))
      # Loops in vector lanes\(plan.flags.openmp == "-fopenmp" ? " and on threads; -fopenmp-simd for one thread" : "; this model uses one thread").
      OPENMP = \(plan.flags.openmp)
      PREFIX = /usr/local
      \(BuildFlags.libraries(plan.input.options.code.products))

      # What the code is written for: no contraction, so that sums and products round as written with
      # every compiler, and no errno or traps from arithmetic. Never add -ffast-math.
      LANGUAGE = \(plan.flags.language.joined(separator: " "))
      WARNINGS = \(BuildFlags.warnings.joined(separator: " "))
      DEFINES = \((macros + folders).joined(separator: " "))\(plan.usesBLAS ? " $(BLAS_CFLAGS)" : "")
      COMPILE = $(CC) $(LANGUAGE) $(CFLAGS) $(OPENMP) $(WARNINGS) $(DEFINES) -MMD -MP

      LIBRARY_OBJECTS =\(objects(plan.librarySources))
      PROGRAM_OBJECTS =\(objects(plan.programSources))
      OBJECTS = $(LIBRARY_OBJECTS) $(PROGRAM_OBJECTS)

      .PHONY: all lib clean install
      all: bin/\(name) lib

      lib: lib/lib\(name).a

      bin/\(name): $(PROGRAM_OBJECTS) lib/lib\(name).a
      \t@mkdir -p $(@D)
      \t$(CC) $(CFLAGS) $(OPENMP) $(LDFLAGS) -o $@ $(PROGRAM_OBJECTS) lib/lib\(name).a $(LIBS)

      lib/lib\(name).a: $(LIBRARY_OBJECTS)
      \t@mkdir -p $(@D)
      \t@rm -f $@
      \t$(AR) rcs $@ $(LIBRARY_OBJECTS)

      build/%.o: %.c
      \t@mkdir -p $(@D)
      \t$(COMPILE) -c $< -o $@
      \(plan.embedsWeights ? embedding(plan) : "")
      # The program can tell how it was built.
      build/\(plan.flagReporter).o: private DEFINES += \\
        -D'\(plan.input.name.macroPrefix)COMPILER_FLAGS="$(LANGUAGE) $(CFLAGS) $(OPENMP)"'

      -include $(OBJECTS:.o=.d)

      # The program finds its weights beside its own folder, also through a link.
      install: all
      \tmkdir -p $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/include $(DESTDIR)$(PREFIX)/lib/pkgconfig
      \tmkdir -p $(DESTDIR)$(PREFIX)/lib/\(name)/bin $(DESTDIR)$(PREFIX)/lib/\(name)/weights
      \tcp bin/\(name) $(DESTDIR)$(PREFIX)/lib/\(name)/bin/
      \tcp \(plan.weightsPath) $(DESTDIR)$(PREFIX)/lib/\(name)/weights/
      \tln -sf ../lib/\(name)/bin/\(name) $(DESTDIR)$(PREFIX)/bin/\(name)
      \tcp include/\(name).h $(DESTDIR)$(PREFIX)/include/
      \tcp lib/lib\(name).a $(DESTDIR)$(PREFIX)/lib/
      \tsed -e 's|@prefix@|$(PREFIX)|' -e 's|@libs@|$(OPENMP) $(LIBS)|' \(name).pc.in \\
        > $(DESTDIR)$(PREFIX)/lib/pkgconfig/\(name).pc

      clean:
      \trm -rf build bin lib

      """
  }

  private static func objects(_ sources: [String]) -> String {
    sources.map { " \\\n  build/" + $0.prefix(while: { $0 != "." }) + ".o" }.joined()
  }

  private static func embedding(_ plan: BuildPlan) -> String {
    """

    build/%.o: %.S \(plan.weightsPath)
    \t@mkdir -p $(@D)
    \t$(CC) $(CFLAGS) -Wa,-I. -c $< -o $@

    """
  }
}
