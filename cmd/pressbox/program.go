package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"pressbox"
	"pressbox/internal/config"
	"pressbox/internal/problem"
	"pressbox/internal/site"
)

// A program is one run of pressbox: where it writes, what time it is, and the
// flags that every command has.
type program struct {
	stdout, stderr io.Writer
	clock          func() time.Time
	terminal       bool               // stderr is one
	color          map[io.Writer]bool // where colours are wanted

	dir     string
	drafts  bool
	now     string
	jobs    int
	quiet   bool
	verbose bool
}

// A usage is a mistake in the command line.
type usage struct{ error }

// errReported fails a run whose reasons are printed already.
var errReported = errors.New("reported")

// run executes one command line and returns the exit status.
func (p *program) run(ctx context.Context, args []string) int {
	root := p.root()
	root.SetArgs(args)
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return 0
	}
	var u usage
	switch {
	case errors.Is(err, errReported):
	case errors.As(err, &u):
		fmt.Fprintf(p.stderr, "pressbox: %v\nRun '%s --help' for usage.\n", err, cmd.CommandPath())
		return 2
	case ctx.Err() != nil:
		fmt.Fprintln(p.stderr, "pressbox: interrupted; run it again to finish")
	default:
		fmt.Fprintf(p.stderr, "pressbox: %v\n", err)
	}
	return 1
}

// root returns the command tree.
func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "pressbox",
		Short: "a static site generator for player news",
		Long: `Pressbox turns a folder of Markdown posts about players into a news site: a page
for each post, player, team and source, with lists, archives, feeds and search.

  pressbox init news     begin a site in the folder news
  pressbox serve         see it while you write
  pressbox build         write it to public/`,
		Args:          p.noSuchCommand,
		RunE:          func(cmd *cobra.Command, _ []string) error { return needCommand(cmd) },
		SilenceErrors: true,
		SilenceUsage:  true,
		Version:       version(),
	}
	root.SetVersionTemplate("{{.Version}}\n")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		text, _, _ := strings.Cut(err.Error(), ": strconv.") // which functions read it is nobody's business
		return usage{errors.New(text)}
	})
	root.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveDefault)
	root.SuggestionsMinimumDistance = 2

	flags := root.PersistentFlags()
	flags.StringVarP(&p.dir, "site", "C", ".", "the site's `folder`")
	flags.BoolVarP(&p.drafts, "drafts", "D", false, "publish drafts and posts dated later than now, too")
	flags.StringVar(&p.now, "now", "", "take this `time` for now (RFC 3339)")
	flags.IntVarP(&p.jobs, "jobs", "j", 0, "use at most `n` processors (0 means all)")
	flags.BoolVarP(&p.quiet, "quiet", "q", false, "print problems and results only")
	flags.BoolVarP(&p.verbose, "verbose", "v", false, "say what is done, and why")

	root.AddCommand(
		p.initCommand(), p.newCommand(), p.buildCommand(), p.serveCommand(), p.checkCommand(), p.deployCommand(),
		p.importCommand(), p.resolveCommand(), p.planCommand(), p.themeCommand(), p.schemaCommand(), p.versionCommand(),
	)
	root.AddCommand(p.topics()...)
	root.SetHelpCommand(p.helpCommand())
	root.InitDefaultCompletionCmd()
	for _, each := range root.Commands() {
		if each.Name() == "completion" { // cobra's own, which would answer anything with its help
			each.Args, each.RunE = p.noSuchCommand, func(cmd *cobra.Command, _ []string) error { return needCommand(cmd) }
		}
	}
	return root
}

// noSuchCommand answers a word that is no command with the nearest ones.
func (p *program) noSuchCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	text := fmt.Sprintf("unknown command %q", args[0])
	near := cmd.SuggestionsFor(args[0])
	if len(near) == 0 { // perhaps a topic of help, which the line above leaves out
		var names []string
		for _, each := range cmd.Commands() {
			names = append(names, each.Name())
		}
		if name := problem.Nearest(args[0], names); name != "" {
			near = []string{name}
		}
	}
	if len(near) > 0 {
		text += fmt.Sprintf(" (did you mean %s?)", strings.Join(near, " or "))
	}
	return usage{errors.New(text)}
}

// needCommand prints the help of a command that does nothing by itself.
func needCommand(cmd *cobra.Command) error {
	cmd.SetOut(cmd.ErrOrStderr())
	if err := cmd.Help(); err != nil {
		return err
	}
	return usage{fmt.Errorf("%q needs a command", cmd.CommandPath())}
}

// none takes no arguments.
func none(cmd *cobra.Command, list []string) error {
	if len(list) > 0 {
		return usage{fmt.Errorf("%q is one word too many: %s", list[0], cmd.UseLine())}
	}
	return nil
}

// one takes exactly one argument, which the usage line calls name.
func one(name string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, list []string) error {
		switch {
		case len(list) == 0:
			return usage{fmt.Errorf("%s is missing: %s", name, cmd.UseLine())}
		case len(list) > 1:
			return usage{fmt.Errorf("one %s is expected and %d are given; put quotes around words that belong together", name, len(list))}
		case list[0] == "":
			return usage{fmt.Errorf("%s is empty: %s", name, cmd.UseLine())}
		}
		return nil
	}
}

// instant returns the time that counts as now.
func (p *program) instant() (time.Time, error) {
	if p.now == "" {
		return p.clock(), nil
	}
	t, err := time.Parse(time.RFC3339, p.now)
	if err != nil {
		return t, usage{fmt.Errorf("--now %q is not a time like 2022-11-01T17:05:00-04:00", p.now)}
	}
	return t, nil
}

// options returns what loading the site depends on.
func (p *program) options() (site.Options, error) {
	now, err := p.instant()
	if err != nil {
		return site.Options{}, err
	}
	if p.jobs < 0 {
		return site.Options{}, usage{fmt.Errorf("-j %d is less than nothing", p.jobs)}
	}
	if err := p.mustBeSite(); err != nil {
		return site.Options{}, err
	}
	digest, err := programDigest()
	if err != nil {
		return site.Options{}, err
	}
	return site.Options{
		Dir: p.dir, Now: now, Drafts: p.drafts, Jobs: p.jobs,
		Program: digest, Theme: pressbox.Theme,
	}, nil
}

// looking returns the options of a command that only looks: it uses what .pressbox/
// remembers, and makes no such folder where there is none.
func (p *program) looking() (site.Options, error) {
	opt, err := p.options()
	if err != nil {
		return opt, err
	}
	_, err = os.Stat(filepath.Join(p.dir, ".pressbox"))
	opt.Fresh = err != nil
	return opt, nil
}

// baseURL replaces the address in site.yaml; an empty one does not.
func baseURL(opt *site.Options, address string) error {
	if address == "" {
		return nil
	}
	if _, err := config.ParseBaseURL(address); err != nil {
		return usage{fmt.Errorf("--base-url %q: %w", address, err)}
	}
	opt.BaseURL = address
	return nil
}

// mustBeSite tells somebody who stands in the wrong folder what to do.
func (p *program) mustBeSite() error {
	if p.dir == "" {
		return usage{errors.New("-C names no folder")}
	}
	if at, err := os.Stat(p.dir); err == nil && !at.IsDir() {
		return fmt.Errorf("%s is a file; -C takes the folder that holds site.yaml", p.dir)
	}
	_, err := os.Stat(filepath.Join(p.dir, "site.yaml"))
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if p.dir == "." {
		return errors.New("no site.yaml in this folder, so it is not a site; begin one with 'pressbox init DIR', or name one with -C DIR")
	}
	return fmt.Errorf("no site.yaml in %s, so it is not a site; 'pressbox init %s' begins one there", p.dir, word(p.dir))
}

// word returns a path as it is typed in a command line.
func word(path string) string {
	if strings.ContainsAny(path, " '()&;$*?") {
		return strconv.Quote(path)
	}
	return path
}

// config reads site.yaml alone.
func (p *program) config() (*config.Config, problem.List, error) {
	if err := p.mustBeSite(); err != nil {
		return nil, nil, err
	}
	root, err := os.OpenRoot(p.dir)
	if err != nil {
		return nil, nil, err
	}
	defer root.Close()
	cfg, problems, err := config.Load(root)
	return cfg, problems.Sort(), err
}

// load loads the site.
func (p *program) load(ctx context.Context, opt site.Options) (*site.Site, error) {
	start := p.clock()
	opt.Once = true
	in, err := site.Read(ctx, opt, nil, nil)
	if err != nil {
		return nil, err
	}
	return p.assemble(ctx, in, start)
}

// assemble makes the site of what was read.
func (p *program) assemble(ctx context.Context, in *site.Inputs, start time.Time) (*site.Site, error) {
	spareMemory(builtMemory + documentMemory*int64(len(in.Content.Documents)))
	s, err := in.Site(ctx, nil)
	if err != nil {
		return nil, err
	}
	p.log().Info("loaded", "documents", len(s.Content.Documents), "files", len(s.Plan.Files), "took", p.clock().Sub(start).Round(time.Millisecond))
	return s, nil
}

// log returns where -v is written to.
func (p *program) log() *slog.Logger {
	level := slog.LevelWarn
	if p.verbose {
		level = slog.LevelInfo
	}
	return slog.New(slog.NewTextHandler(p.stderr, &slog.HandlerOptions{
		Level: level,
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey || a.Key == slog.LevelKey {
				return slog.Attr{}
			}
			return a
		},
	}))
}

// report prints problems to w and, when there are any, a line that counts them.
// It returns errReported when they stop the run.
func (p *program) report(w io.Writer, list problem.List) error {
	for _, each := range list {
		fmt.Fprintln(w, p.paint(w, each))
	}
	errs, warnings := list.Count()
	if errs+warnings > 0 && !p.quiet {
		fmt.Fprintln(p.stderr, tally(errs, warnings))
	}
	if list.Failed() {
		return errReported
	}
	return nil
}

// paint makes the place of a problem stand out on a terminal.
func (p *program) paint(w io.Writer, each problem.Problem) string {
	line := each.String()
	if !p.color[w] || each.File == "" {
		return line
	}
	bare := each
	bare.Severity, bare.Text, bare.Hint = problem.Error, "", ""
	place := strings.TrimSuffix(bare.String(), ": ")
	return "\x1b[1m" + place + "\x1b[0m" + strings.TrimPrefix(line, place)
}

// tally puts numbers of problems into words.
func tally(errs, warnings int) string {
	switch {
	case errs == 0:
		return count(warnings, "warning")
	case warnings == 0:
		return count(errs, "error")
	}
	return count(errs, "error") + ", " + count(warnings, "warning")
}

// count returns "1 file" or "2 files".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
