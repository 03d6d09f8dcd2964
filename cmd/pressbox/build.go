package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"pressbox/internal/publish"
	"pressbox/internal/site"
)

func (p *program) buildCommand() *cobra.Command {
	var out, baseURL string
	var clean bool
	cmd := &cobra.Command{
		Use:   "build",
		Short: "write the site to public/",
		Long: `Build writes the site to public/. Only files that changed are written, and only
files that an earlier build wrote are removed. While a post has an error nothing
is written at all.`,
		Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			opt, err := p.options()
			if err != nil {
				return err
			}
			opt.BaseURL = baseURL
			return p.build(cmd.Context(), opt, out, publish.Options{Clean: clean})
		},
	}
	cmd.Flags().StringVarP(&out, "out", "o", "", "write to this `folder` (default public/ in the site)")
	cmd.Flags().StringVar(&baseURL, "base-url", "", "the `address` that the site is published at, in place of base_url")
	cmd.Flags().BoolVar(&clean, "clean", false, "make every file again, and remove files that are not part of the site")
	return cmd
}

// build loads the site and publishes it to the folder out.
func (p *program) build(ctx context.Context, opt site.Options, out string, how publish.Options) error {
	start := p.clock()
	if out == "" {
		out = filepath.Join(p.dir, "public")
	} else if stat, err := os.Stat(out); err == nil && !stat.IsDir() {
		return fmt.Errorf("-o %s is a file; name a folder", out)
	}
	s, err := p.load(ctx, opt)
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
	if err != nil {
		return err
	}
	for _, c := range report.Written {
		p.log().Info("wrote", "file", c.Path, "why", c.Reason)
	}
	for _, path := range report.Removed {
		p.log().Info("removed", "file", path)
	}
	for _, path := range report.Foreign {
		fmt.Fprintf(p.stderr, "%s: not a file of this site, so it was left; 'pressbox build --clean' removes it\n", filepath.Join(out, filepath.FromSlash(path)))
	}
	if p.quiet {
		return nil
	}
	fmt.Fprintf(p.stdout, "%s: %s written, %d unchanged, %d removed, in %s\n",
		out, count(len(report.Written), "file"), report.Unchanged, len(report.Removed), p.clock().Sub(start).Round(10*time.Millisecond))
	if next := s.Plan.Next; !next.IsZero() {
		fmt.Fprintf(p.stdout, "next change: %s; build again then\n", next.Format(time.RFC3339))
	}
	return nil
}

// say tells the user something that is neither a result nor a problem.
func (p *program) say(text string) {
	if !p.quiet {
		fmt.Fprintln(p.stderr, text)
	}
}
