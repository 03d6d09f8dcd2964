package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"pressbox/internal/content"
	"pressbox/internal/publish"
	"pressbox/internal/site"
)

func (p *program) buildCommand() *cobra.Command {
	var out, address string
	var clean, verify bool
	cmd := &cobra.Command{
		Use:   "build",
		Short: "write the site to public/",
		Long: `Build writes the site to public/. Only files that changed are written, and only
files that an earlier build wrote are removed. While a post has an error nothing
is written at all. A file that is saved meanwhile makes it begin again.`,
		Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			opt, err := p.options()
			if err != nil {
				return err
			}
			if err := baseURL(&opt, address); err != nil {
				return err
			}
			if out, err = p.outFolder(out); err != nil {
				return err
			}
			err = p.patiently(func() error { return p.build(cmd.Context(), opt, out, clean) })
			if err != nil || !verify {
				return err
			}
			return p.verify(cmd.Context(), opt, out)
		},
	}
	cmd.Flags().StringVarP(&out, "out", "o", "", "write to this `folder` (default public/ in the site)")
	cmd.Flags().StringVar(&address, "base-url", "", "the `address` that the site is published at, in place of base_url")
	cmd.Flags().BoolVar(&clean, "clean", false, "make every file again, and remove files that are not part of the site")
	cmd.Flags().BoolVar(&verify, "verify", false, "then compare every file with what a clean build would have written")
	return cmd
}

// outFolder returns the folder that -o names, public/ in the site without one.
func (p *program) outFolder(out string) (string, error) {
	if out == "" {
		return filepath.Join(p.dir, "public"), nil
	}
	if stat, err := os.Stat(out); err == nil && !stat.IsDir() {
		return "", fmt.Errorf("-o %s is a file; name a folder", out)
	}
	return out, nil
}

// build loads the site and publishes it to the folder out.
func (p *program) build(ctx context.Context, opt site.Options, out string, clean bool) error {
	start := p.clock()
	opt.Once = true
	in, err := site.Read(ctx, opt, nil, nil)
	if err != nil {
		return err
	}
	// Without a home there is none to protect.
	home, _ := os.UserHomeDir()
	how := publish.Options{
		Clean:   clean,
		Home:    home,
		Wait:    time.Minute,
		Waiting: func() { p.say("waiting for another build of " + out) },
	}
	done, err := publish.Unchanged(ctx, in, out, how)
	if err != nil {
		return err
	}
	if done != nil {
		if err := p.report(p.stderr, done.Problems); err != nil {
			return err
		}
		p.built(out, done.Report, done.Next, start)
		return nil
	}
	s, err := p.assemble(ctx, in, start)
	if err != nil {
		return err
	}
	if err := p.report(p.stderr, s.Problems); err != nil {
		p.say("nothing was written: mend the errors above, then build again")
		return err
	}
	bar := p.progress("writing")
	how.Progress = bar.set
	_, report, err := publish.Dir(ctx, s, out, how)
	bar.end()
	var refusal *publish.Refusal
	if errors.As(err, &refusal) {
		if err := p.report(p.stderr, refusal.Problems); err != nil {
			p.say("nothing was written: mend the errors above, then build again")
		}
		return errReported
	}
	if err != nil {
		return err
	}
	p.built(out, report, s.Next, start)
	return nil
}

// patiently does what needs the site to hold still, up to three times: a file that is
// saved meanwhile is what somebody writes, and no reason to fail.
func (p *program) patiently(do func() error) error {
	for tries := 1; ; tries++ {
		err := do()
		if !errors.Is(err, content.ErrChanged) {
			return err
		}
		if tries == 3 {
			return fmt.Errorf("%w, again and again (wait until it is left alone)", err)
		}
		p.say(err.Error() + "; beginning again")
	}
}

// built tells what came of a build.
func (p *program) built(out string, report publish.Report, next, start time.Time) {
	for _, c := range report.Written {
		p.log().Info("wrote", "file", c.Path, "why", c.Reason)
	}
	for _, m := range report.Moved {
		p.log().Info("moved by a record", "post", m.Path, "now", m.Now)
	}
	for _, path := range report.Removed {
		p.log().Info("removed", "file", path)
	}
	for _, path := range report.Foreign {
		fmt.Fprintf(p.stderr, "%s: not a file of this site, so it was left; 'pressbox build --clean' removes it\n", filepath.Join(out, filepath.FromSlash(path)))
	}
	if p.quiet {
		return
	}
	fmt.Fprintf(p.stdout, "%s: %s written, %d unchanged, %d removed, in %s\n",
		out, count(len(report.Written), "file"), report.Unchanged, len(report.Removed), p.clock().Sub(start).Round(10*time.Millisecond))
	if !next.IsZero() {
		fmt.Fprintf(p.stdout, "next change: %s; build again then\n", next.Format(time.RFC3339))
	}
}

// verify compares the folder out with a clean build of the site.
func (p *program) verify(ctx context.Context, opt site.Options, out string) error {
	opt.Fresh = true // or what is remembered wrongly would not be found
	s, err := p.load(ctx, opt)
	if err != nil {
		return err
	}
	different, err := publish.Verify(ctx, s, out)
	if err != nil {
		return err
	}
	if different != nil {
		return fmt.Errorf("%s is not what a clean build writes: %s; remove .pressbox/ from the site, then 'pressbox build --clean' mends it", out, different)
	}
	p.say(out + " is what a clean build writes")
	return nil
}

// say tells the user something that is neither a result nor a problem.
func (p *program) say(text string) {
	if !p.quiet {
		fmt.Fprintln(p.stderr, text)
	}
}
