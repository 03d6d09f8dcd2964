package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"pressbox/internal/newsroom"
	"pressbox/internal/site"
)

func (p *program) resolveCommand() *cobra.Command {
	var write bool
	cmd := &cobra.Command{
		Use:   "resolve",
		Short: "list names that mean several, or put ids in their place",
		Long: `Resolve lists the places where a name means more than one person or team that day,
or was resolved by guess, with everybody who could be meant. An arrow marks who is
probably meant, and why.

With --write it puts these ids in place of the names; nothing else in the files
changes. Look at the difference before you commit it.`,
		Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			opt, err := p.looking()
			if err != nil {
				return err
			}
			return p.resolve(cmd.Context(), opt, write)
		},
	}
	cmd.Flags().BoolVar(&write, "write", false, "put the ids that are marked into the files")
	return cmd
}

// resolve lists the guesses of the newsroom; with write it settles them.
func (p *program) resolve(ctx context.Context, opt site.Options, write bool) error {
	s, err := p.load(ctx, opt)
	if err != nil {
		return err
	}
	if s.Room == nil {
		return p.report(p.stderr, s.Problems)
	}
	edits := map[string][]newsroom.Edit{}
	var files []string
	open := 0
	for _, g := range s.Room.Guesses {
		p.printGuess(g)
		if g.Chosen == "" {
			open++
			continue
		}
		if edits[g.File] == nil {
			files = append(files, g.File)
		}
		edits[g.File] = append(edits[g.File], g.Edit())
	}
	if !write {
		if len(files) > 0 {
			p.say(fmt.Sprintf("'pressbox resolve --write' puts the marked ids into %s", count(len(files), "file")))
		}
		return nil
	}
	root, err := os.OpenRoot(p.dir)
	if err != nil {
		return err
	}
	defer root.Close()
	slices.Sort(files)
	var failed []error
	for _, name := range files {
		if err := settle(root, name, edits[name]); err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", name, err))
			continue
		}
		p.say(fmt.Sprintf("%s: %s", p.shown(name), count(len(edits[name]), "id")))
	}
	if open > 0 {
		failed = append(failed, fmt.Errorf("%s left to decide: write an id, or say which, like \"Josh Allen (QB)\"", count(open, "name")))
	}
	return errors.Join(failed...)
}

// printGuess prints a place with everybody who could be meant there.
func (p *program) printGuess(g newsroom.Guess) {
	fmt.Fprintf(p.stdout, "%s:%d:%d: %s %q on %s\n", g.File, g.Line, g.Column, g.Kind, g.Text, g.Day)
	for _, c := range g.Candidates {
		mark, why := "  ", ""
		if c.ID == g.Chosen {
			mark, why = "->", "  ("+g.Why+")"
		}
		fmt.Fprintf(p.stdout, "  %s %-28s %s%s\n", mark, c.ID, c.Label, why)
	}
}

// settle rewrites one file as a whole.
func settle(root *os.Root, name string, edits []newsroom.Edit) error {
	name = filepath.FromSlash(name)
	stat, err := root.Stat(name)
	if err != nil {
		return err
	}
	src, err := root.ReadFile(name)
	if err != nil {
		return err
	}
	out, err := newsroom.Rewrite(src, edits)
	if err != nil {
		return err
	}
	// A writer's own words: they are whole at every moment.
	next := name + ".new"
	if err := root.WriteFile(next, out, stat.Mode().Perm()); err != nil {
		return errors.Join(err, root.Remove(next))
	}
	return root.Rename(next, name)
}
