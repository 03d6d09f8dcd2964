package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"pressbox/internal/config"
	"pressbox/internal/deploy"
	"pressbox/internal/deploy/target"
	"pressbox/internal/problem"
	"pressbox/internal/publish"
	"pressbox/internal/site"
)

// A deployment is what the flags of deploy say.
type deployment struct {
	dryRun, force, rollback, json, verify bool
	maxDeletes                            int
}

func (p *program) deployCommand() *cobra.Command {
	var d deployment
	cmd := &cobra.Command{
		Use:   "deploy [TARGET]",
		Short: "build the site and send what changed to a host",
		Long: `Deploy builds the site to public/ and makes the host hold exactly that: it sends
what changed, and removes what Pressbox put there and the site no longer has.
Files that somebody else put there stay. Targets are named in site.yaml, under
"deploy"; when there is one, it needs no name. Interrupted, run it again.`,
		Args: func(cmd *cobra.Command, list []string) error {
			if len(list) > 1 {
				return usage{fmt.Errorf("one TARGET is expected and %d are given", len(list))}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, list []string) error {
			if cmd.Flags().Changed("max-deletes") && d.maxDeletes < 0 {
				return usage{fmt.Errorf("--max-deletes %d is less than nothing", d.maxDeletes)}
			}
			name := ""
			if len(list) > 0 {
				name = list[0]
			}
			err := p.patiently(func() error { return p.deploy(cmd.Context(), name, d) })
			if err != nil && d.json {
				err = errors.Join(err, printFailure(cmd.Context(), p.stdout, name, err))
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&d.dryRun, "dry-run", false, "say what would be done, and do nothing")
	cmd.Flags().IntVar(&d.maxDeletes, "max-deletes", deploy.UsualDeletes, "remove at most `n` files (default 256 or a tenth of the site, whichever is more)")
	cmd.Flags().Lookup("max-deletes").DefValue = "0" // the text above says it better
	cmd.Flags().BoolVar(&d.force, "force", false, "go over what somebody else deployed, and replace files that stand in the way")
	cmd.Flags().BoolVar(&d.rollback, "rollback", false, "show the release before the one that readers see (folder and ssh)")
	cmd.Flags().BoolVar(&d.json, "json", false, "print the report as JSON")
	cmd.Flags().BoolVar(&d.verify, "verify", false, "look at every file that the host holds, not at its record alone")
	return cmd
}

// deploy builds the site and sends it to the target of that name.
func (p *program) deploy(ctx context.Context, name string, d deployment) error {
	opt, err := p.options()
	if err != nil {
		return err
	}
	if d.rollback {
		return p.rollback(ctx, name, d)
	}
	s, err := p.load(ctx, opt)
	if err != nil {
		return err
	}
	if s.Problems.Failed() {
		err := p.report(p.stderr, s.Problems)
		p.say("nothing was sent: mend the errors above, then deploy again")
		return err
	}
	t, err := p.target(ctx, s.Config, name)
	if err != nil {
		return err
	}
	if opt.Drafts || opt.Now.After(p.clock().Add(time.Minute)) {
		return errors.New("what waits for its hour is not sent to a host: deploy without --drafts, and with no --now that is still to come")
	}
	if err := p.report(p.stderr, s.Problems); err != nil {
		return err
	}
	out := filepath.Join(p.dir, "public")
	tree, open, done, err := p.made(ctx, s, out, d.dryRun)
	if err != nil {
		return err
	}
	defer done()

	bar := p.bytesBar()
	commit, made, ancestor := p.revisions(ctx)
	r, err := deploy.Run(ctx, deploy.Site{
		ID: siteID(s.Config), Commit: commit, Made: made, Ancestor: ancestor,
		Files: deploy.Files(tree, s.Plan.Redirects, s.Config.BaseURL.Path, t.Headers, open),
	}, t.Host, deploy.Options{
		DryRun: d.dryRun, Verify: d.verify, Force: d.force, MaxDeletes: d.maxDeletes,
		Time: p.clock(), Parent: p.seen(t.Name), Progress: bar.set,
		Plan: func(r *deploy.Report) {
			if !d.json && !p.quiet {
				printPlan(p.stdout, t, r)
			}
		},
	})
	bar.end()
	if err != nil {
		return err
	}
	var warnings []error
	if r.Done {
		if err := p.see(t.Name, r.Record.Release); err != nil {
			warnings = append(warnings, fmt.Errorf("noting down the release: %w", err))
		}
		if !r.Empty() {
			t.After.Hubs = s.Config.Feeds.Hubs
			warnings = append(warnings, t.After.Tell(ctx, r.Changes, s.Config.BaseURL.String(), os.Getenv)...)
		}
	}
	for _, w := range warnings {
		fmt.Fprintf(p.stderr, "warning: %v\n", w)
	}
	if d.json {
		return printJSON(p.stdout, t, r, s.Config.BaseURL.String(), warnings)
	}
	if !p.quiet {
		printReport(p.stdout, t, r, s.Config.BaseURL.String())
	}
	return nil
}

// made returns the files of the site: as they are written to out, or, dry, as they
// would be.
func (p *program) made(ctx context.Context, s *site.Site, out string, dry bool) (tree publish.Tree, open func(string) (io.ReadCloser, error), done func(), err error) {
	if dry {
		if tree, err = publish.Would(ctx, s, out); err != nil {
			return nil, nil, nil, p.unpublished(err)
		}
		open = func(name string) (io.ReadCloser, error) {
			f, _ := s.Plan.Lookup(name)
			return s.Open(f)
		}
		return tree, open, func() {}, nil
	}
	home, _ := os.UserHomeDir() // without one there is none to protect
	bar := p.progress("writing")
	tree, _, err = publish.Dir(ctx, s, out, publish.Options{
		Home: home, Wait: time.Minute, Waiting: func() { p.say("waiting for another build of " + out) }, Progress: bar.set,
	})
	bar.end()
	if err != nil {
		return nil, nil, nil, p.unpublished(err)
	}
	root, err := os.OpenRoot(out)
	if err != nil {
		return nil, nil, nil, err
	}
	open = func(name string) (io.ReadCloser, error) { return root.Open(filepath.FromSlash(name)) }
	return tree, open, func() { root.Close() }, nil
}

// unpublished reports problems that only rendering finds.
func (p *program) unpublished(err error) error {
	var refusal *publish.Refusal
	if !errors.As(err, &refusal) {
		return err
	}
	if err := p.report(p.stderr, refusal.Problems); err != nil {
		p.say("nothing was sent: mend the errors above, then deploy again")
	}
	return errReported
}

// target opens the target of that name, the only one if it is empty.
func (p *program) target(ctx context.Context, cfg *config.Config, name string) (*target.Target, error) {
	var names []string
	for _, t := range cfg.Deploy {
		names = append(names, t.Name)
	}
	switch {
	case len(names) == 0:
		return nil, errors.New(`site.yaml names no target; add one, for example "deploy: {www: {type: folder, path: ../www}}"`)
	case name == "" && len(names) > 1:
		return nil, usage{fmt.Errorf("site.yaml names several targets; say which: %s", strings.Join(names, ", "))}
	case name == "":
		name = names[0]
	}
	i := slices.Index(names, name)
	if i < 0 {
		near := problem.DidYouMean(name, names)
		if near == "" {
			near = "there are " + strings.Join(names, ", ")
		}
		return nil, usage{fmt.Errorf("site.yaml names no target %q (%s)", name, near)}
	}
	t, problems, err := target.Open(ctx, cfg.Deploy[i], target.Options{
		Dir: p.dir, Local: filepath.Join(p.dir, "public"), Time: p.clock(), Title: cfg.Title,
	})
	if err != nil {
		return nil, fmt.Errorf("target %s: %w", name, err)
	}
	if err := p.report(p.stderr, problems); err != nil {
		return nil, err
	}
	return t, nil
}

// rollback shows the release before the one that readers see.
func (p *program) rollback(ctx context.Context, name string, d deployment) error {
	cfg, problems, err := p.config()
	if err != nil {
		return err
	}
	if err := p.report(p.stderr, problems); err != nil {
		return err
	}
	t, err := p.target(ctx, cfg, name)
	if err != nil {
		return err
	}
	if t.Rollback == nil {
		return fmt.Errorf("%s keeps no releases to go back to: check out the commit that you want and deploy it with --force", t.Place)
	}
	if d.dryRun {
		return usage{errors.New("--rollback and --dry-run do not go together")}
	}
	r, err := t.Rollback(ctx)
	if err != nil {
		return err
	}
	if err := p.see(t.Name, r.Release); err != nil {
		return err
	}
	if d.json {
		return printObject(p.stdout, map[string]any{"target": t.Name, "place": t.Place, "done": true, "release": r.Release, "commit": r.Commit, "time": r.Time})
	}
	fmt.Fprintf(p.stdout, "%s: readers see the release of %s again\n", t.Name, r.Time.Format(time.RFC3339))
	return nil
}

// siteID names the site on hosts.
func siteID(cfg *config.Config) string {
	if cfg.ID == config.NoID {
		return "the site at " + cfg.BaseURL.String() // better than one name for all of them
	}
	return cfg.ID
}

// revisions asks the user's git which commit this is, when it was made, and how
// commits follow each other. Outside of git there are none.
func (p *program) revisions(ctx context.Context) (commit string, made time.Time, ancestor func(a, b string) bool) {
	out, err := exec.CommandContext(ctx, "git", "-C", p.dir, "log", "-1", "--no-show-signature", "--format=%H %ct", "HEAD").Output()
	var seconds int64
	if _, scanned := fmt.Sscan(string(out), &commit, &seconds); err != nil || scanned != nil {
		return "", made, nil
	}
	return commit, time.Unix(seconds, 0), func(a, b string) bool {
		if strings.HasPrefix(a, "-") || strings.HasPrefix(b, "-") {
			return false // one of them comes from a host
		}
		return exec.CommandContext(ctx, "git", "-C", p.dir, "merge-base", "--is-ancestor", a, b).Run() == nil
	}
}

// seenFile is where this machine notes down which release it last saw on a target.
func (p *program) seenFile(name string) string {
	return filepath.Join(p.dir, ".pressbox", "deploy", name+".release")
}

// seen returns the release that this machine knows to stand on a target; empty
// when it knows none.
func (p *program) seen(name string) string {
	text, err := os.ReadFile(p.seenFile(name))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

func (p *program) see(name, release string) error {
	file := p.seenFile(name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, []byte(release+"\n"), 0o644)
}

// published returns the addresses that the host of a target holds.
func (p *program) published(ctx context.Context, cfg *config.Config, name string) ([]site.Address, error) {
	t, err := p.target(ctx, cfg, name)
	if err != nil {
		return nil, err
	}
	data, _, err := t.Host.Record(ctx)
	if err = errors.Join(err, t.Host.Close()); err != nil {
		return nil, fmt.Errorf("asking %s what it holds: %w", t.Place, err)
	}
	if data == nil {
		p.say("nothing of this site is at " + t.Place + " yet")
		return nil, nil
	}
	r, err := deploy.DecodeRecord(data)
	if err != nil {
		return nil, err
	}
	if r.Site != siteID(cfg) {
		return nil, fmt.Errorf("%s holds another site", t.Place)
	}
	var addresses []site.Address
	for _, f := range r.Files {
		if strings.HasSuffix(f.Path, ".html") {
			addresses = append(addresses, site.Address{Path: f.Path})
		}
	}
	return addresses, nil
}

// shown is how many paths of a kind a plan lists.
const shown = 10

// printPlan says what will be done.
func printPlan(w io.Writer, t *target.Target, r *deploy.Report) {
	fmt.Fprintf(w, "%s, %s: %d new, %d changed, %d removed, %d unchanged; %s to send\n",
		t.Name, t.Place, len(r.New), len(r.Changed), len(r.Removed), len(r.Stays), humanize.IBytes(uint64(r.Bytes)))
	if r.Last == nil {
		fmt.Fprintln(w, "nothing of this site is there yet")
	}
	if len(r.Unknown) > len(r.Wrong) {
		fmt.Fprintf(w, "an earlier deploy was interrupted; what it left is put right\n")
	}
	lines := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	files := func(sign string, files []deploy.File) {
		for _, f := range files[:min(shown, len(files))] {
			fmt.Fprintf(lines, "  %s %s\t%s\n", sign, f.Path, humanize.IBytes(uint64(f.Size)))
		}
		more(lines, len(files))
	}
	files("+", r.New)
	files("~", r.Changed)
	for _, name := range r.Removed[:min(shown, len(r.Removed))] {
		fmt.Fprintf(lines, "  - %s\t\n", name)
	}
	more(lines, len(r.Removed))
	_ = lines.Flush() // as all writing to the terminal, it may fail in peace
	if f, ok := largest(r); ok && len(r.New)+len(r.Changed) > 1 {
		fmt.Fprintf(w, "largest: %s, %s\n", f.Path, humanize.IBytes(uint64(f.Size)))
	}
	for _, list := range []struct {
		names []string
		text  string
	}{
		{r.Wrong, "%s on the host not as the record says, and sent again: %s\n"},
		{r.Adopted, "%s on the host already, and taken over: %s\n"},
	} {
		if n := len(list.names); n > 0 {
			names := strings.Join(list.names[:min(shown, n)], ", ")
			if n > shown {
				names += fmt.Sprintf(" and %d more", n-shown)
			}
			verb := " are"
			if n == 1 {
				verb = " is"
			}
			fmt.Fprintf(w, list.text, count(n, "file")+verb, names)
		}
	}
}

func more(w io.Writer, n int) {
	if n > shown {
		fmt.Fprintf(w, "    and %d more\t\n", n-shown)
	}
}

// largest returns the largest file that is sent.
func largest(r *deploy.Report) (deploy.File, bool) {
	var most deploy.File
	for _, f := range slices.Concat(r.New, r.Changed) {
		if most.Path == "" || f.Size > most.Size {
			most = f
		}
	}
	return most, most.Path != ""
}

// printReport says what readers see now.
func printReport(w io.Writer, t *target.Target, r *deploy.Report, origin string) {
	switch {
	case !r.Done:
		fmt.Fprintln(w, "a dry run: nothing was sent")
		return
	case r.Last != nil && r.Empty():
		fmt.Fprintf(w, "%s holds the site as it is; nothing was sent\n", t.Name)
		return
	}
	fmt.Fprintf(w, "deployed release %s\n", r.Record.Release)
	addresses := deploy.Addresses(r.Changes, origin)
	for _, a := range addresses[:min(shown, len(addresses))] {
		fmt.Fprintln(w, "  "+a)
	}
	if n := len(addresses) - shown; n > 0 {
		fmt.Fprintf(w, "  and %d more\n", n)
	}
}

// printFailure tells a program why nothing was deployed, or not all.
func printFailure(ctx context.Context, w io.Writer, name string, err error) error {
	failure := struct {
		Target string `json:"target"`
		Done   bool   `json:"done"`
		Error  string `json:"error"`
		Hint   string `json:"hint,omitempty"`
	}{Target: name, Error: err.Error()}
	var refusal *deploy.Refusal
	switch {
	case ctx.Err() != nil:
		failure.Error, failure.Hint = "interrupted", "run it again to finish"
	case errors.As(err, &refusal):
		failure.Error, failure.Hint = refusal.Text, refusal.Hint
	case errors.Is(err, errReported):
		failure.Error, failure.Hint = "the site, or what site.yaml says of the target, has errors", "mend what standard error names"
	}
	return printObject(w, failure)
}

func printObject(w io.Writer, object any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(object)
}

// printJSON prints the report for programs.
func printJSON(w io.Writer, t *target.Target, r *deploy.Report, origin string, warnings []error) error {
	type file struct {
		Path string `json:"path"`
		Size int64  `json:"size"`
	}
	list := func(files []deploy.File) []file {
		all := []file{}
		for _, f := range files {
			all = append(all, file{f.Path, f.Size})
		}
		return all
	}
	names := func(list []string) []string { return append([]string{}, list...) }
	said := []string{}
	for _, w := range warnings {
		said = append(said, w.Error())
	}
	return printObject(w, struct {
		Target    string   `json:"target"`
		Place     string   `json:"place"`
		Done      bool     `json:"done"`
		Release   string   `json:"release"`
		Parent    string   `json:"parent,omitempty"`
		Commit    string   `json:"commit,omitempty"`
		New       []file   `json:"new"`
		Changed   []file   `json:"changed"`
		Removed   []string `json:"removed"`
		Adopted   []string `json:"adopted"`
		Wrong     []string `json:"wrong"`
		Unchanged int      `json:"unchanged"`
		Bytes     int64    `json:"bytes"`
		Addresses []string `json:"addresses"`
		Warnings  []string `json:"warnings"`
	}{
		t.Name, t.Place, r.Done, r.Record.Release, r.Record.Parent, r.Record.Commit, list(r.New), list(r.Changed),
		names(r.Removed), names(r.Adopted), names(r.Wrong), len(r.Stays), r.Bytes, names(deploy.Addresses(r.Changes, origin)), said,
	})
}

// A bytesBar shows bytes and their rate, on a terminal only.
type bytesBar struct {
	mu    sync.Mutex
	p     *program
	shown *progressbar.ProgressBar
}

func (p *program) bytesBar() *bytesBar { return &bytesBar{p: p} }

func (b *bytesBar) set(sent, total int64) {
	if !b.p.terminal || b.p.quiet {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.shown == nil {
		b.shown = progressbar.NewOptions64(total,
			progressbar.OptionSetWriter(b.p.stderr),
			progressbar.OptionSetDescription("sending"),
			progressbar.OptionShowBytes(true),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionClearOnFinish(),
			progressbar.OptionEnableColorCodes(b.p.color[b.p.stderr]))
	}
	// A bar that cannot be drawn is no reason to stop.
	_ = b.shown.Set64(sent)
}

// end takes the bar off the screen.
func (b *bytesBar) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.shown != nil {
		_ = b.shown.Clear()
	}
}
