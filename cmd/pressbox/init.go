package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"pressbox/internal/scaffold"
	"pressbox/internal/schema"
)

func (p *program) initCommand() *cobra.Command {
	var title, source, ref, ci string
	cmd := &cobra.Command{
		Use:   "init DIR",
		Short: "begin a new site",
		Long: `Init begins a new site in DIR: site.yaml with an id of its own, one document of
each kind, a .gitignore, a workflow that builds the site and publishes it to
GitHub Pages, and schemas with settings of VS Code in .vscode. --ci names another
service than GitHub: cloudflare, gitlab or netlify; in a site that there is already,
it writes that workflow alone. A file that is there already is left as it is.`,
		Args: one("DIR"),
		RunE: func(_ *cobra.Command, list []string) error {
			if ci != "" && !slices.Contains(scaffold.Services(), ci) {
				return usage{fmt.Errorf("--ci %q is none of %s", ci, strings.Join(scaffold.Services(), ", "))}
			}
			now, err := p.instant()
			if err != nil {
				return err
			}
			dir := filepath.Join(p.dir, list[0])
			if filepath.IsAbs(list[0]) {
				dir = list[0]
			}
			if title == "" {
				title = titleOf(dir)
			}
			return p.init(dir, scaffold.Site{
				ID:      newID(),
				Title:   title,
				Date:    begun(now).Format("2006-01-02"),
				Source:  source,
				Ref:     ref,
				CI:      ci,
				Schemas: schemas(),
			})
		},
	}
	cmd.Flags().StringVar(&title, "title", "", "the site's `title` (default the folder's name)")
	cmd.Flags().StringVar(&source, "source", "", "`owner/name` of the repository on GitHub that holds Pressbox, for the workflow")
	cmd.Flags().StringVar(&ci, "ci", "", "the `service` that publishes the site: github, gitlab, cloudflare or netlify (default github)")
	must(cmd.RegisterFlagCompletionFunc("ci", cobra.FixedCompletions(scaffold.Services(), cobra.ShellCompDirectiveNoFileComp)))
	cmd.Flags().StringVar(&ref, "ref", "", "the `revision` of Pressbox that the workflow uses")
	return cmd
}

// schemas returns what editors are told of each kind of document.
func schemas() map[string][]byte {
	all := map[string][]byte{}
	for _, kind := range schema.Kinds() {
		all[kind], _ = schema.Of(kind)
	}
	return all
}

// init writes a new site into dir.
func (p *program) init(dir string, s scaffold.Site) error {
	if _, err := os.Lstat(filepath.Join(dir, "site.yaml")); err == nil {
		if s.CI != "" {
			return p.initWorkflow(dir, s)
		}
		return fmt.Errorf("%s is a site already: it has a site.yaml", dir)
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	written, left, err := s.Write(root)
	if err := errors.Join(err, root.Close()); err != nil {
		return err
	}
	for _, name := range written {
		fmt.Fprintln(p.stdout, filepath.Join(dir, filepath.FromSlash(name)))
	}
	for _, name := range left {
		p.say(fmt.Sprintf("%s was there already and was left as it is", filepath.Join(dir, filepath.FromSlash(name))))
	}
	p.say(fmt.Sprintf("a new site in %s; 'pressbox serve -C %s' shows it", dir, word(dir)))
	return nil
}

// initWorkflow writes a workflow into a site that there is already.
func (p *program) initWorkflow(dir string, s scaffold.Site) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	name, err := s.WriteWorkflow(root)
	if err := errors.Join(err, root.Close()); errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already and was left as it is", filepath.Join(dir, filepath.FromSlash(name)))
	} else if err != nil {
		return err
	}
	fmt.Fprintln(p.stdout, filepath.Join(dir, filepath.FromSlash(name)))
	return nil
}

// begun returns an instant whose day in UTC has begun in every zone, so that the
// first post waits nowhere and its player is known on the day of the second.
func begun(now time.Time) time.Time { return now.UTC().Add(-12 * time.Hour) }

// titleOf makes a title of a folder's name.
func titleOf(dir string) string {
	name := dir
	if abs, err := filepath.Abs(dir); err == nil {
		name = filepath.Base(abs)
	}
	words := strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '_' || r == '.' || r == ' ' })
	for i, w := range words {
		_, n := utf8.DecodeRuneInString(w)
		words[i] = strings.ToUpper(w[:n]) + w[n:]
	}
	if len(words) == 0 {
		return "News"
	}
	return strings.Join(words, " ")
}

// newID returns a random UUID (RFC 9562, version 4).
func newID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
