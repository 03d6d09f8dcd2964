package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"pressbox/internal/scaffold"
	"pressbox/internal/schema"
)

func (p *program) initCommand() *cobra.Command {
	var title, source, ref string
	cmd := &cobra.Command{
		Use:   "init DIR",
		Short: "begin a new site",
		Long: `Init begins a new site in DIR: site.yaml with an id of its own, one document of
each kind, a .gitignore, a workflow that builds the site and publishes it to
GitHub Pages, and schemas with settings of VS Code in .vscode. A file that is there already is left as it is.`,
		Args: one("DIR"),
		RunE: func(_ *cobra.Command, list []string) error {
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
				Date:    now.Format("2006-01-02"),
				Source:  source,
				Ref:     ref,
				Schemas: schemas(),
			})
		},
	}
	cmd.Flags().StringVar(&title, "title", "", "the site's `title` (default the folder's name)")
	cmd.Flags().StringVar(&source, "source", "", "`owner/name` of the repository on GitHub that holds Pressbox, for the workflow")
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
	p.say(fmt.Sprintf("a new site in %s; 'pressbox serve -C %s' shows it", dir, dir))
	return nil
}

// titleOf makes a title of a folder's name.
func titleOf(dir string) string {
	name := dir
	if abs, err := filepath.Abs(dir); err == nil {
		name = filepath.Base(abs)
	}
	words := strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '_' || r == '.' || r == ' ' })
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
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
