package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"pressbox/internal/deploy/target"
	"pressbox/internal/publish"
	"pressbox/internal/site"
)

func (p *program) checkCommand() *cobra.Command {
	var against, format, since string
	var strict bool
	formats := []string{"text", "json", "github", "sarif"}
	cmd := &cobra.Command{
		Use:   "check",
		Short: "print all problems, write nothing",
		Long: `Check reads the site as a desk editor would: it prints every problem of every
file, renders every page that changed since the last build, and writes nothing.
'pressbox help rules' lists what it looks for.`,
		Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !slices.Contains(formats, format) {
				return usage{fmt.Errorf("--format %q is none of %s", format, strings.Join(formats, ", "))}
			}
			opt, err := p.looking()
			if err != nil {
				return err
			}
			return p.check(cmd.Context(), opt, since, against, format, strict)
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "how problems are printed: `text`, json, github or sarif")
	cmd.Flags().StringVar(&since, "since", "", "ask for an alias for each address that went since this `revision` of git")
	cmd.Flags().StringVar(&against, "against", "", "ask for an alias for each address that this `target` holds and the site no longer has")
	cmd.Flags().BoolVar(&strict, "strict", false, "warnings fail too")
	must(cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp)))
	return cmd
}

// check loads the site, renders it, and prints the problems.
func (p *program) check(ctx context.Context, opt site.Options, since, against, format string, strict bool) error {
	s, err := p.load(ctx, opt)
	if err != nil {
		return err
	}
	list := s.Problems
	if !list.Failed() {
		found, err := publish.Try(ctx, s, filepath.Join(p.dir, "public"))
		if err != nil {
			return err
		}
		list = append(slices.Clone(list), found...).Sort()
	}
	if since != "" || against != "" {
		before, err := p.before(ctx, opt, s, since, against)
		if err != nil {
			return err
		}
		if len(s.Content.Unread) == 0 {
			list = append(slices.Clone(list), s.Lost(before)...).Sort()
		} else {
			p.say("addresses were not compared: what cannot be read has none, mend that first")
		}
	}
	for _, t := range s.Config.Deploy {
		// What a host would say is asked only when something is sent there.
		_, found, _ := target.Open(ctx, t, target.Options{Dir: p.dir, Local: filepath.Join(p.dir, "public"), Alone: true})
		list = append(slices.Clone(list), found.WithRules(s.Config.Rules)...).Sort()
	}
	switch format {
	case "json":
		err = list.WriteJSON(p.stdout)
	case "github":
		err = list.WriteGitHub(p.stdout)
	case "sarif":
		err = list.WriteSARIF(p.stdout, version())
	default:
		for _, each := range list {
			fmt.Fprintln(p.stdout, p.paint(p.stdout, each))
		}
	}
	if err != nil {
		return err
	}
	errs, warnings := list.Count()
	if format == "text" && !p.quiet {
		if errs+warnings == 0 {
			p.say(fmt.Sprintf("no problems in %s", count(len(s.Content.Documents), "document")))
		} else {
			p.say(tally(errs, warnings))
		}
	}
	if errs > 0 || strict && warnings > 0 {
		return errReported
	}
	return nil
}

// before returns the addresses that readers have had as of a revision, and of a target.
func (p *program) before(ctx context.Context, opt site.Options, s *site.Site, since, against string) ([]site.Address, error) {
	var list []site.Address
	if since != "" {
		old, err := p.atRevision(ctx, opt, since)
		if err != nil {
			return nil, err
		}
		list = old.Addresses()
	}
	if against != "" {
		published, err := p.published(ctx, s.Config, against)
		if err != nil {
			return nil, err
		}
		list = append(list, published...)
	}
	return list, nil
}

// must stops a program whose own command tree is wrong.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
