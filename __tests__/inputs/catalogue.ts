import type { InputName, MergeInput, PlanInput } from '../../src/inputs/defaults.ts';

/** Inputs, and all problems that are reported for them. */
export type Row<Name extends string = InputName> = readonly [
  inputs: Readonly<Partial<Record<Name, string>>>,
  ...problems: string[],
];

export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** Problems that the root action reports before it starts a subprocess. script/errors.mjs writes them into docs/errors.md. */
export const CATALOGUE: readonly Section[] = [
  {
    title: 'Image',
    rows: [
      [{ 'metadata-context': 'gti' }, 'metadata-context: unknown value "gti"; did you mean git?'],
      [{ platforms: 'amd46' }, 'platforms[0]: unknown architecture "amd46"; did you mean amd64?'],
      [{ platforms: 'linx/amd64' }, 'platforms[0]: unknown operating system "linx"; did you mean linux?'],
      [{ platforms: 'linux/arm/v9' }, 'platforms[0]: unknown variant "v9" of arm; write one of v5, v6, v7, v8'],
      [
        { platforms: 'linux//arm' },
        'platforms[0]: must be a platform, got "linux//arm"; write os/architecture or os/architecture/variant',
      ],
      [
        { platforms: 'linux/amd64 linux/arm64' },
        'platforms[0]: must be a platform without spaces, got "linux/amd64 linux/arm64"; separate platforms by commas',
      ],
      [{ platforms: 'local' }, 'platforms[0]: local names no platform; write the one meant, such as linux/amd64'],
      [
        { platforms: 'linux' },
        'platforms[0]: must have an architecture, got "linux"; write it behind, such as linux/amd64',
      ],
      [
        { platforms: 'windows(10.0)/amd64' },
        'platforms[0]: must not have a version of the operating system, got "windows(10.0)/amd64"; leave it out',
      ],
      [
        { platforms: 'amd64,unknown/unknown' },
        'platforms[1]: must not be unknown, the platform of an attestation in an index, got "unknown/unknown"; write a platform such as linux/amd64',
      ],
      [
        { platforms: 'arm64,linux/arm64/v8' },
        'platforms[1]: "linux/arm64/v8" is linux/arm64 again, which item 0 is; leave one of them out',
      ],
      [
        { images: 'https://ghcr.io/acme/app' },
        'images[0]: must have no scheme, got "https://ghcr.io/acme/app"; write it like ghcr.io/acme/app',
      ],
      [
        { images: 'a/b,ghcr.io/acme/app:1' },
        'images[1]: must have no tag, got "ghcr.io/acme/app:1"; write it like ghcr.io/acme/app',
      ],
      [
        { images: 'ghcr.io/' },
        'images[0]: a part of the name is empty, got "ghcr.io/"; write it like ghcr.io/acme/app',
      ],
      [
        { images: 'ghcr.io/***/app' },
        'images[0]: must not hold a masked secret, got "ghcr.io/***/app"; keep secrets out of names: the runner masks them',
      ],
      [{ images: 'name=a/b,enable=' }, 'images[0]: enable is ""; write true or false'],
      [{ images: 'name=a/b,enabled=true' }, 'images[0]: unknown attribute "enabled"; write name and enable only'],
      [{ images: 'enable=true' }, 'images[0]: a name is missing'],
      [
        { tags: 'ghcr.io/$' + '{{ github.repository }}:1' },
        'tags[0]: must not hold an unexpanded expression, got "ghcr.io/$' +
          '{{ github.repository }}:1"; write it where the runner expands it',
      ],
      [{ tags: 'acme/app' }, 'tags[0]: must have a tag, got "acme/app"; write acme/app:latest if that is meant'],
      [
        { tags: 'acme/app:' },
        'tags[0]: the tag is empty, got "acme/app:"; check the value of the expression after the colon',
      ],
      [
        { tags: 'https://ghcr.io/acme/app:1' },
        'tags[0]: must have no scheme, got "https://ghcr.io/acme/app:1"; start it with the registry',
      ],
      [
        { tags: `acme/app@sha256:${'0'.repeat(64)}` },
        `tags[0]: must have a tag instead of a digest, got "acme/app@sha256:${'0'.repeat(64)}"; write repository:tag`,
      ],
      [
        { tags: 'acme/app:-x' },
        'tags[0]: must be a tag, got "-x"; use letters, digits, _ . and -, and do not start with one of the last two',
      ],
      [{ images: 'a/b', tags: 'x'.repeat(129) }, 'tags[0]: a tag of 129 characters; shorten it to 128'],
      [
        { images: 'a/b', tags: '--help' },
        'tags[0]: must be a tag, got "--help"; use letters, digits, _ . and -, and do not start with one of the last two',
      ],
      [
        { tags: 'acme/app:{{version}}' },
        'tags[0]: must not have a placeholder in a full reference, got "acme/app:{{version}}"; put the repository into images and the tag here alone',
      ],
      [{ images: 'a b' }, 'images[0]: "a b" is not a valid part of a name, got "a b"; write it like ghcr.io/acme/app'],
      [
        { images: '"a/b' },
        'images: a double quote opens an item and is not closed; write a double quote inside an item twice',
      ],
      [
        { tags: 'ghcr.io/***:1' },
        'tags[0]: must not hold a masked secret, got "ghcr.io/***:1"; keep secrets out of names: the runner masks them',
      ],
      [
        { images: 'a/b', tags: 'type=semvr,pattern={{version}}' },
        'tags[0]: unknown type "semvr"; did you mean semver?',
      ],
      [
        { images: 'a/b', tags: 'latest\ntype=semver' },
        'tags[1]: type=semver without pattern=; write it as in pattern={{version}}',
      ],
      [
        { images: 'a/b', tags: 'type=raw,value=a,enabel=true' },
        'tags[0]: unknown attribute "enabel"; did you mean enable?',
      ],
      [
        { images: 'a/b', tags: 'type=raw,value={{nothing}}' },
        'tags[0]: unknown expression {{nothing}}; write one of date, commit_date, branch, tag, sha, base_ref, is_default_branch, is_not_default_branch',
      ],
      [{ images: 'a/b', tags: 'type=match,pattern=(' }, 'tags[0]: must be a regular expression, got "("'],
      [
        { images: 'a/b', tags: 'type=match,pattern=(\\d{1,2}\\.\\d{1,2})' },
        'tags[0]: a comma ends pattern, got "pattern=(\\\\d{1"; put the attribute in double quotes: type=match,"pattern=(\\d{1,2}\\.\\d{1,2})"',
      ],
      [
        { images: 'a/b', tags: 'type=semver,pattern={{version}},match=v(\\d{1,3}=\\d),priority=1' },
        'tags[0]: a comma ends match, got "match=v(\\\\d{1"; put the attribute in double quotes: type=semver,"match=v(\\d{1,3}=\\d)"',
      ],
      [
        { images: 'a/b', tags: 'auto', flavor: 'suffix=-arm64;latest=false' },
        'flavor[0]: suffix must be part of a tag, got "-arm64;latest=false"; separate entries by commas or lines, not by semicolons',
      ],
      [
        { images: 'a/b', tags: "type=sha,prefix='a'" },
        `tags[0]: prefix must be part of a tag, got "'a'"; leave out "'"`,
      ],
      [
        { images: 'a/b', tags: `type=raw,value=${'x'.repeat(5_000)}` },
        'tags[0]: 5015 characters; shorten it to at most 4096',
      ],
      [{ platforms: '386,'.repeat(101) }, 'platforms: 101 items; write at most 100'],
      [
        { images: 'a/b', tags: 'auto', flavor: 'latest=maybe' },
        'flavor[0]: latest must be auto, true or false, got "maybe"',
      ],
      [{ images: 'a/b', tags: 'auto', flavor: 'lates=true' }, 'flavor[0]: unknown entry "lates"; did you mean latest?'],

      [
        { images: 'localhost:70000/app', tags: 'registry.test:0/app:1' },
        'images[0]: "localhost:70000" is not a registry, got "localhost:70000/app"; write it like ghcr.io/acme/app',
        'tags[0]: "registry.test:0" is not a registry, got "registry.test:0/app:1"; write repository:tag',
      ],
      [{ platforms: ',' }, 'platforms: no platform in it; check the values of its expressions'],
      [
        { images: 'https://me:hunter2@ghcr.io/a/b' },
        'images[0]: must have no scheme, got "https://***@ghcr.io/a/b"; write it like ghcr.io/acme/app',
      ],
      [
        { images: 'me:hunter2@ghcr.io/a/b' },
        'images[0]: must have no digest, got "me:***@ghcr.io/a/b"; write it like ghcr.io/acme/app',
      ],
      [
        { tags: 'https://me:hunter2@ghcr.io/a/b:1' },
        'tags[0]: must have no scheme, got "https://***@ghcr.io/a/b:1"; start it with the registry',
      ],
    ],
  },
  {
    title: 'Context and Dockerfile',
    rows: [
      [
        { context: '-' },
        'context: must not be the standard input, which a step does not have; write a folder or a Git URL',
      ],
      [{ context: '--help' }, 'context: must not start with a dash like an option, got "--help"'],
      [
        { context: 'nowhere' },
        'context: must be an existing folder, got "nowhere"; name one of the checkout; is actions/checkout missing before this step?',
      ],
      [
        { context: 'git' },
        'context: must be an existing folder, got "git"; write metadata-context: git for the context of docker/metadata-action',
      ],
      [
        { context: 'Dockerfile' },
        'context: must be a folder, got the file "Dockerfile"; write its folder, and the Dockerfile into file',
      ],
      [
        { context: '../elsewhere' },
        'context: must be inside the checkout, got "../elsewhere"; write an absolute path if that is meant',
      ],
      [
        { context: 'https://github.com/acme/app' },
        'context: must not be the web page of a repository, got "https://github.com/acme/app"; end the repository\'s path in .git, or write the URL of an archive or of a Dockerfile',
      ],
      [{ context: 'ftp://acme/app.git' }, 'context: unknown scheme "ftp"; write a path or an https, ssh or git URL'],
      [
        { context: 'https://me:hunter2@github.com/acme/app.git' },
        'context: credentials in a URL; take them out; github-token or a secret GIT_AUTH_TOKEN lets BuildKit in',
      ],
      [
        { context: 'none' },
        'context: no Dockerfile in none; name it in file, or its folder in context; is actions/checkout missing before this step?',
      ],
      [{ context: 'empty' }, 'file: an empty Dockerfile, empty/Dockerfile'],
      [{ file: '-' }, 'file: must not be the standard input, which a step does not have; write a path'],
      [{ file: '--x' }, 'file: must not start with a dash like an option, got "--x"'],
      [{ file: 'nothing' }, 'file: must be an existing file, got "nothing"; write its path from the checkout'],
      [
        { context: 'docker', file: 'app.Dockerfile' },
        'file: must be an existing file, got "app.Dockerfile"; write docker/app.Dockerfile: a path from the checkout, not from the context',
      ],
      [
        { context: 'nowhere', file: '/nothing' },
        'context: must be an existing folder, got "nowhere"; name one of the checkout; is actions/checkout missing before this step?',
        'file: must be an existing file, got "/nothing"; write its path from the checkout',
      ],
      [
        { context: '-', file: '/proc/self/environ' },
        'context: must not be the standard input, which a step does not have; write a folder or a Git URL',
        'file: must be a regular file, got "/proc/self/environ"; name a file that holds the text',
      ],
      [{ 'build-contexts': 'x' }, 'build-contexts[0]: must be a name and a context; write name=path'],
      [
        { 'build-contexts': 'a=docker\nb=nowhere' },
        'build-contexts[1]: must be an existing folder, got "nowhere"; write a folder, a Git URL or docker-image://…',
      ],
      [{ 'build-contexts': 'b=https://a:b@c.d/e.git' }, 'build-contexts[0]: credentials in a URL; take them out'],
      [{ file: 'https://me:hunter2@example.com/Dockerfile' }, 'file: credentials in a URL; take them out'],
      [{ 'build-contexts': 'x=--help' }, 'build-contexts[0]: must not start with a dash like an option, got "--help"'],
      [{ context: 'typo' }, 'file: typo/Dockerfile:1: unknown instruction FORM; did you mean FROM?'],
      [{ context: 'early' }, 'file: early/Dockerfile:1: RUN before the first FROM; begin with FROM, or ARG'],
      [{ context: 'headless' }, 'file: headless/Dockerfile: it has no FROM; begin with FROM image'],
      [
        { context: 'words' },
        'file: words/Dockerfile:2: FROM wants an image, or an image AS name; write FROM image AS name',
      ],
      [{ context: 'stages', target: 'biuld' }, 'target: stages/Dockerfile has no stage "biuld"; did you mean build?'],
      [
        { context: 'stages', target: 'production' },
        'target: stages/Dockerfile has no stage "production"; write one of build, test',
      ],

      [
        { context: 'me:hunter2@github.com:acme/app.git' },
        'context: credentials in a URL; take them out; github-token or a secret GIT_AUTH_TOKEN lets BuildKit in',
      ],
      [
        { 'build-contexts': 'x=docker-image://***/x' },
        'build-contexts[0]: must not hold a masked secret, got "docker-image://***/x"; keep secrets out of names: the runner masks them',
      ],
      [
        { 'build-contexts': 'x=docker-image://$' + '{{ x }}' },
        'build-contexts[0]: must not hold an unexpanded expression, got "docker-image://$' +
          '{{ x }}"; write it where the runner expands it',
      ],
      [
        { 'build-contexts': 'x=docker-image://Bad Ref' },
        'build-contexts[0]: "bad ref" is not a valid part of a name, got "docker-image://Bad Ref"; write it like docker-image://alpine:3',
      ],
      [
        { 'build-contexts': 'x=docker-image://' },
        'build-contexts[0]: a part of the name is empty, got "docker-image://"; write it like docker-image://alpine:3',
      ],
      [
        { 'build-contexts': 'x=target:' },
        'build-contexts[0]: names a target of a bake file, which a build of a Dockerfile does not have, got "target:"; a stage needs no context: write COPY --from=stage; write docker-image://… for an image of an earlier step',
      ],
      [
        { 'build-contexts': 'x=target:base' },
        'build-contexts[0]: names a target of a bake file, which a build of a Dockerfile does not have, got "target:base"; a stage needs no context: write COPY --from=stage; write docker-image://… for an image of an earlier step',
      ],
      [
        { 'build-contexts': 'x=oci-layout://' },
        'build-contexts[0]: no value after its scheme, got "oci-layout://"; write it like oci-layout://folder:1',
      ],
      [
        { context: 'leaves/outside' },
        'context: must not be a symlink that leads out of the checkout, got "leaves/outside"; put the file or folder itself there, or write an absolute path to it',
      ],
      [
        { context: 'leaves' },
        'file: must not be a symlink that leads out of the checkout, got "leaves/Dockerfile"; put the file or folder itself there, or write an absolute path to it',
      ],
      [
        { file: 'leaves/outside/Dockerfile' },
        'file: must not be a symlink that leads out of the checkout, got "leaves/outside/Dockerfile"; put the file or folder itself there, or write an absolute path to it',
      ],
      [
        { file: 'leaves/policed' },
        'file: must not be a symlink that leads out of the checkout, got "leaves/policed.rego"; put the file or folder itself there, or write an absolute path to it',
      ],
      [
        { file: '/proc/self/environ' },
        'file: must be a regular file, got "/proc/self/environ"; name a file that holds the text',
      ],
      [{ file: 'docker' }, 'file: must be a regular file, got "docker"; name a file that holds the text'],
      [
        { 'buildkitd-config': 'huge' },
        'buildkitd-config: a file of 1048577 bytes, more than 1048576, got "huge"; shorten it',
      ],
      [
        { 'build-contexts': 'a=leaves/outside\nb=oci-layout://leaves/outside:1' },
        'build-contexts[0]: must not be a symlink that leads out of the checkout, got "leaves/outside"; put the file or folder itself there, or write an absolute path to it',
        'build-contexts[1]: must not be a symlink that leads out of the checkout, got "oci-layout://leaves/outside:1"; put the file or folder itself there, or write an absolute path to it',
      ],
      [
        { context: 'https://github.com:70000/acme/app.git' },
        'context: must have a port from 1 to 65535, got "https://github.com:70000/acme/app.git"',
      ],
      [
        { file: 'https://example.com:70000/Dockerfile', 'build-contexts': 'a=https://x.test:0/a.git' },
        'file: must have a port from 1 to 65535, got "https://example.com:70000/Dockerfile"',
        'build-contexts[0]: must have a port from 1 to 65535, got "https://x.test:0/a.git"',
      ],
      [
        { 'build-contexts': 'a=docker-image://localhost:70000/app' },
        'build-contexts[0]: "localhost:70000" is not a registry, got "docker-image://localhost:70000/app"; write it like docker-image://alpine:3',
      ],
      [
        { 'build-contexts': 'a b=docker\n--x=docker' },
        'build-contexts[0]: must be a name, got "a b"; write name=path',
        'build-contexts[1]: must be a name, got "--x"; write name=path',
      ],
    ],
  },
  {
    title: 'Build',
    rows: [
      [{ target: '--push' }, 'target: must not start with a dash like an option, got "--push"'],
      [{ target: 'a\nb' }, 'target: must be one line, got "a\\nb"'],
      [
        { 'build-args': 'A=1\n=x\n# y\nB C=1' },
        'build-args[1]: its name is invalid; write NAME=value',
        'build-args[3]: its name is invalid; write NAME=value',
      ],
      [{ labels: '=x' }, 'labels[0]: must be a label, got "=x"; write key=value'],
      [
        { labels: "=x\na={{date 'YYYY' tz='Nowhere'}}" },
        'labels[0]: must be a label, got "=x"; write key=value',
        'labels[1]: unknown time zone "Nowhere"; write a name such as Europe/Berlin',
      ],
      [{ annotations: 'a={{date}}' }, "annotations[0]: a date without a format; write it as in {{date 'YYYYMMDD'}}"],
      [{ annotations: 'x' }, 'annotations[0]: must be an annotation, got "x"; write key=value'],
      [{ annotations: 'indx:a=b' }, 'annotations[0]: unknown level "indx"; did you mean index?'],
      [
        { 'annotations-levels': 'index,manifst' },
        'annotations-levels[1]: unknown level "manifst"; did you mean manifest?',
      ],
      [
        { ssh: 'default' },
        'ssh[0]: no SSH agent: SSH_AUTH_SOCK is not set; start one in an earlier step, or write id=path',
      ],
      [{ ssh: 'id=hunter2' }, 'ssh[0]: no such key or socket; write default, or id=path with the path of a key file'],
      [
        { ssh: 'id=-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2+/==\n-----END OPENSSH PRIVATE KEY-----' },
        'ssh[0]: no such key or socket; write default, or id=path with the path of a key file',
        'ssh[1]: must be an SSH agent or a key; write default, or id=path with the path of a key file',
        'ssh[2]: must be an SSH agent or a key; write default, or id=path with the path of a key file',
      ],
      [
        { ssh: 'hunter2' },
        'ssh[0]: no SSH agent: SSH_AUTH_SOCK is not set; start one in an earlier step, or write id=path',
      ],
      [
        { ssh: 'id=leaves/process' },
        'ssh[0]: must not be a symlink that leads out of the checkout; put the file or folder itself there, or write an absolute path to it',
      ],
      [{ network: 'hots' }, 'network: unknown value "hots"; did you mean host?'],
      [
        { 'add-hosts': 'db' },
        'add-hosts[0]: must be a host and an address, got "db"; write host:address, such as db:10.0.0.2',
      ],
      [
        { 'add-hosts': 'db:10.0.0.256' },
        'add-hosts[0]: must be a host and an address, got "db:10.0.0.256"; write host:address, such as db:10.0.0.2',
      ],
      [{ 'shm-size': 'big' }, 'shm-size: must be a size, got "big"; write a number and a unit, such as 64m or 2g'],
      [{ ulimit: 'nofiles=1' }, 'ulimit[0]: unknown limit "nofiles"; did you mean nofile?'],
      [{ ulimit: 'nofile=2:1' }, 'ulimit[0]: its soft limit is above its hard limit, got "nofile=2:1"'],
      [
        { ulimit: 'nofile' },
        'ulimit[0]: must be a limit, got "nofile"; write name=soft:hard, such as nofile=1024:2048',
      ],
      [
        { allow: 'fs.read=/srv' },
        'allow[0]: fs.read is a privilege of a bake file, and there is none; leave it out: inputs need no privilege',
      ],
      [{ allow: 'network.hots' }, 'allow[0]: unknown entitlement "network.hots"; did you mean network.host?'],
      [{ 'no-cache': '1' }, 'no-cache: must be true or false, got "1"'],
      [{ provenance: 'mode=mx' }, 'provenance: unknown mode "mx"; did you mean max?'],
      [{ sbom: 'yes' }, 'sbom: a field without a key; write each as key=value, with commas between'],
      [{ attests: 'type=sbm' }, 'attests[0]: unknown type "sbm"; did you mean sbom?'],
      [
        { attests: 'mode=max' },
        'attests[0]: must have a type, got "mode=max"; begin with type=provenance or type=sbom',
      ],
      [{ call: 'chekc' }, 'call: unknown method "chekc"; did you mean check?'],
      [{ call: 'check,x=1' }, 'call: unknown attribute "x=1"; write format=json or ignorestatus=true'],
      [
        { 'source-date-epoch': 'now' },
        'source-date-epoch: must be a time, got "now"; write commit, or the seconds since 1970',
      ],
      [
        { ssh: 'a b=x' },
        'ssh[0]: must be an SSH agent or a key; write default, or id=path with the path of a key file',
      ],
      [
        { 'add-hosts': '--x:1.2.3.4' },
        'add-hosts[0]: must be a host and an address, got "--x:1.2.3.4"; write host:address, such as db:10.0.0.2',
      ],
      [{ 'no-cache-filters': '--all' }, 'no-cache-filters[0]: must not start with a dash like an option, got "--all"'],
      [{ 'cgroup-parent': '-x' }, 'cgroup-parent: must not start with a dash like an option, got "-x"'],
      [{ push: 'yes' }, 'push: must be true or false, got "yes"'],
      [{ verify: 'never' }, 'verify: must be true, strict or false, got "never"'],
      [
        { 'foreign-programs': 'opt/sysroots' },
        'foreign-programs[0]: must be an absolute path in the image, got "opt/sysroots"; begin it with / (e.g., /opt/sysroots/)',
      ],
    ],
  },
  {
    title: 'Bake file',
    rows: [
      [
        { 'bake-file': 'docker-bake.hcl' },
        'bake-file[0]: must be an existing file, got "docker-bake.hcl"; write its path from the checkout',
      ],
      [
        { 'bake-file': 'cwd://docker, Dockerfile' },
        'bake-file[0]: must be a regular file, got "docker"; name a file that holds the text',
      ],
      [
        { 'bake-file': 'https://github.com/acme/app.git#main' },
        'bake-file[0]: must be a file on the runner, got "https://github.com/acme/app.git#main"; check it out with actions/checkout, and write a path',
      ],
      [{ 'bake-file': '-' }, 'bake-file[0]: must not be the standard input, which a step does not have; write a path'],
      [
        { 'bake-target': 'app' },
        'bake-target: no bake or compose file in the checkout; name the file in bake-file; is actions/checkout missing before this step?',
      ],
      [
        { 'bake-file': 'Dockerfile', 'bake-target': 'app,db' },
        'bake-target: must be a target, got "app,db"; use letters, digits, _ and -, and name one target',
      ],
    ],
  },
  {
    title: 'Secrets',
    rows: [
      [
        { secrets: 'hunter2' },
        'secrets[0]: no = in it; write id=value, and put double quotes around the whole item if its value has several lines',
      ],
      [
        { secrets: 'A=1234\nhunter2' },
        'secrets[1]: no = in it; write id=value, and put double quotes around the whole item if its value has several lines',
      ],
      [
        { secrets: 'hunter 2=x' },
        'secrets[0]: its id is not one; write id=value, and put double quotes around the whole item if its value has several lines',
      ],
      [{ secrets: 'A=1234\nA=5678' }, 'secrets[1]: a second secret of one id; leave one of them out'],
      [
        { secrets: 'A=1234', 'secret-files': 'A=key.pem' },
        'secret-files[0]: a second secret of one id; leave one of them out',
      ],
      [
        { secrets: '"KEY=hunter2' },
        'secrets: a double quote opens an item and is not closed; write a double quote inside an item twice',
      ],
      [
        { secrets: 'KEY=-----BEGIN KEY-----\nhunter2==\n-----END KEY-----' },
        'secrets[0]: a key that ends with its first line; put double quotes around the whole item, id and all',
        'secrets[1]: the last line of some other value; put double quotes around the whole item, id and all',
        'secrets[2]: no = in it; write id=value, and put double quotes around the whole item if its value has several lines',
      ],
      [
        { 'secret-envs': 'A=hunter2' },
        "secret-envs[0]: its variable is not set in the step's environment; write id=NAME, and the value into env: of the step",
      ],
      [
        { 'secret-envs': 'A=constructor' },
        "secret-envs[0]: its variable is not set in the step's environment; write id=NAME, and the value into env: of the step",
      ],
      [{ 'secret-files': 'A=hunter2' }, 'secret-files[0]: must be an existing file; write its path from the checkout'],
      [
        { secrets: 'KEY=MIIEvQ\nhunter2==' },
        'secrets[1]: the last line of some other value; put double quotes around the whole item, id and all',
      ],
      [
        { secrets: 'a,b=hunter2' },
        'secrets[0]: its id is not one; write id=value, and put double quotes around the whole item if its value has several lines',
      ],
      [
        { secrets: '"a\nb=hunter2"' },
        'secrets[0]: its id is not one; write id=value, and put double quotes around the whole item if its value has several lines',
      ],
      [{ secrets: 'A=' }, 'secrets[0]: its value is empty; check the value of its expression, or leave the line out'],
      [{ 'secret-envs': 'hunter2' }, 'secret-envs[0]: no = in it; write id=NAME with the name of a variable'],
      [{ 'secret-files': 'A=large' }, 'secret-files[0]: a file of 512001 bytes, more than 512000; shorten it'],
      [
        {
          'secret-files':
            'A=leaves/process\nB=leaves/outside/Dockerfile\nC=/proc/self/environ\nD=docker\nE=leaves/loop',
        },
        'secret-files[0]: must not be a symlink that leads out of the checkout; put the file or folder itself there, or write an absolute path to it',
        'secret-files[1]: must not be a symlink that leads out of the checkout; put the file or folder itself there, or write an absolute path to it',
        'secret-files[2]: must be a regular file; name a file that holds the text',
        'secret-files[3]: must be a regular file; name a file that holds the text',
        'secret-files[4]: must not be symlinks that lead to each other; put the file or folder itself there, or write an absolute path to it',
      ],
      [
        { secrets: '/=hunter2\n..=hunter2\na/.=hunter2\na/=hunter2' },
        ...[0, 1, 2, 3].map(
          (item) =>
            `secrets[${item}]: its id is not one; write id=value, and put double quotes around the whole item if its value has several lines`,
        ),
      ],
    ],
  },
  {
    title: 'Result',
    rows: [
      [{ outputs: '-' }, 'outputs[0]: an output to the standard output; write a path'],
      [{ outputs: 'type=tar,dest=-' }, 'outputs[0]: an output to the standard output; write a path into dest'],
      [{ outputs: 'type=oci' }, 'outputs[0]: an output of type oci without dest; write type=oci,dest=path'],
      [{ outputs: 'type=locl,dest=x' }, 'outputs[0]: unknown type "locl"; did you mean local?'],
      [{ outputs: 'dest=x' }, 'outputs[0]: must have a type, got "dest=x"; begin with type='],
      [
        { outputs: 'type=local,dest=a,b' },
        'outputs[0]: a field without a key; write each as key=value, with commas between',
      ],
      [{ outputs: 'type=local,dest=a,DEST=b' }, 'outputs[0]: the attribute dest twice; leave one of them out'],
      [
        { outputs: 'type=local,dest="a"' },
        'outputs[0]: a double quote out of place; quote whole fields, such as "dest=a,b"',
      ],
      [{ outputs: '--x' }, 'outputs[0]: must not start with a dash like an option, got "--x"'],
      [
        { outputs: 'type=image,name=a/b' },
        'outputs[0]: the attribute name of an output of type image; write images: a/b instead',
      ],
      [
        { outputs: 'type=image,push=true' },
        'outputs[0]: the attribute push of an output of type image; write push: true instead',
      ],
      [
        { 'smoke-test': 'true', outputs: 'type=cacheonly' },
        'smoke-test: has no image to run: outputs are files only; add type=image to have one built for it, or an output of type oci',
      ],
      [
        { outputs: 'type=docker,name=a/b' },
        'outputs[0]: the attribute name of an output of type docker; write images: a/b instead',
      ],
      [
        { outputs: 'type=docker,context=other' },
        "outputs[0]: the attribute context of an output of type docker; write DOCKER_CONTEXT into the step's env",
      ],
      [
        { outputs: 'type=docker,dest=' },
        'outputs[0]: an output of type docker without dest; write type=docker,dest=path',
      ],
      [{ outputs: 'x\ntype=tar,dest=x' }, 'outputs[1]: a second output to "x"; leave one of them out'],
      [
        { outputs: 'type=tar,dest=a.tar\ntype=oci,dest=./a.tar' },
        'outputs[1]: a second output to "./a.tar"; leave one of them out',
      ],
      [
        { outputs: 'type=tar,dest=docker/a.tar\ntype=oci,dest=stays/a.tar' },
        'outputs[1]: a second output to "stays/a.tar"; leave one of them out',
      ],
      [
        { outputs: 'leaves/outside/bin\ntype=tar,dest=leaves/absent' },
        'outputs[0]: must not be a symlink that leads out of the checkout, got "leaves/outside/bin"; put the file or folder itself there, or write an absolute path to it',
        'outputs[1]: must not be a symlink that leads out of the checkout, got "leaves/absent"; put the file or folder itself there, or write an absolute path to it',
      ],
      [
        { outputs: 'type=image,rewrite-timestamp=maybe' },
        'outputs[0]: rewrite-timestamp must be true or false, got "maybe"',
      ],
      [{ part: 'a/b' }, 'part: must be a name, got "a/b"; use up to 64 letters, digits, _ . and -'],
      [{ 'part-tag': '{tag}' }, 'part-tag: must contain {arch}, got "{tag}"; write {tag}-{arch}'],
      [
        { outputs: 'type=image,push-by-digest=true' },
        'outputs[0]: the attribute push-by-digest of an output of type image; write push-by-digest: true instead',
      ],
      [
        { outputs: 'type=image,name=ghcr.io/acme/app,push-by-digest=true,name-canonical=true,push=true' },
        'outputs[0]: the attributes name, push-by-digest, name-canonical and push of an output of type image; write push-by-digest: true and images: ghcr.io/acme/app instead',
      ],
      [
        {
          tags: 'acme/app',
          outputs: 'type=image,push-by-digest=true,name-canonical=true,push=true',
          platforms: 'amd64',
        },
        'outputs[0]: the attributes push-by-digest, name-canonical and push of an output of type image; write push-by-digest: true instead',
      ],
      [
        { outputs: 'type=image,name=me:hunter2@ghcr.io/a/b,push=false' },
        'outputs[0]: the attributes name and push of an output of type image; write images instead',
      ],
      [
        { outputs: 'type=image,name=a/b:1' },
        'outputs[0]: the attribute name of an output of type image; write tags: a/b:1 instead',
      ],
      [{ outputs: 'type=image,push=false' }, 'outputs[0]: the attribute push of an output of type image; leave it out'],

      [
        { outputs: 'type=local,dest=$' + '{{ x }}' },
        'outputs[0]: must not hold an unexpanded expression, got "$' + '{{ x }}"; write it where the runner expands it',
      ],
      [{ outputs: 'type=image,compression=gzp' }, 'outputs[0]: unknown compression "gzp"; did you mean gzip?'],
    ],
  },
  {
    title: 'Set-up',
    rows: [
      [{ qemu: 'false' }, 'qemu: unknown value "false"; write one of auto, always, never, reset'],
      [
        { 'qemu-image': '--privileged' },
        'qemu-image: must be an image, got "--privileged"; write it like moby/buildkit:latest',
      ],
      [{ driver: 'docker-contaner' }, 'driver: unknown value "docker-contaner"; did you mean docker-container?'],
      [{ nodes: 'endpoint: x' }, 'nodes: must be a list; begin each entry with a dash: - key: value'],
      [
        { nodes: '- a\n- endpont: x' },
        'nodes[0]: must be a map; write it with the keys name, endpoint, driver-opts, buildkitd-flags, platforms',
        'nodes[1]: unknown key "endpont"; did you mean endpoint?',
      ],
      [{ nodes: '- platforms: amd46' }, 'nodes[0]: unknown architecture "amd46"; did you mean amd64?'],
      [
        { nodes: '- name: [x]' },
        'nodes[0]: a list or a map where a text belongs; write name, endpoint and buildkitd-flags as key: value',
      ],
      [{ nodes: '- name: x\n- name: x' }, 'nodes[1]: a second node of the name x; leave one of them out'],
      [
        { nodes: '- endpoint: a\n  platforms: [amd64, arm64]\n- endpoint: b\n  platforms: linux/arm64/v8' },
        'nodes[1]: a second node of the platform linux/arm64; leave one of them out',
      ],
      [
        {
          nodes:
            '- {name: a b, endpoint: -x, buildkitd-flags: "\'", driver-opts: ["a,b=1,c", image=A], platforms: [amd46, x/y]}\n- {naem: y, nmae: z, platforms: {}}',
        },
        'nodes[1]: unknown key "naem"; did you mean name?',
        'nodes[1]: unknown key "nmae"; did you mean name?',
        'nodes[0]: must be a node\'s name, got "a b"; start with a letter and use letters, digits, _ . and -',
        'nodes[0]: must not start with a dash like an option, got "-x"',
        'nodes[0]: must not have an open quote, got "\'"; close it, or write \\ in front',
        'nodes[0]: must be an option; write key=value, and "key=a,b" if the value has a comma',
        'nodes[0]: must be an image, got "A"; write it like moby/buildkit:latest',
        'nodes[0]: unknown architecture "amd46"; did you mean amd64?',
        'nodes[0]: unknown operating system "x"; write one of linux, windows, darwin, freebsd, netbsd, openbsd, dragonfly, solaris, illumos, aix, android, plan9, wasip1, wasi',
        'nodes[1]: a map, or a list in a list, where texts belong; write driver-opts and platforms as a list',
      ],
      [
        { nodes: '- {name: x, endpoint: a, platforms: amd46}\n- {name: x, endpoint: a}' },
        'nodes[0]: unknown architecture "amd46"; did you mean amd64?',
        'nodes[1]: a second node of the name x; leave one of them out',
        'nodes[1]: a second node of the endpoint "a"; leave one of them out',
      ],
      [
        { endpoint: 'tcp://a:1', nodes: '- endpoint: tcp://a:1' },
        'nodes[0]: a second node of the endpoint "tcp://a:1"; leave one of them out',
      ],
      [
        { endpoint: 'tcp://a:70000', nodes: '- endpoint: tcp://b:0' },
        'endpoint: must have a port from 1 to 65535, got "tcp://a:70000"',
        'nodes[0]: must have a port from 1 to 65535, got "tcp://b:0"',
      ],
      [
        { 'qemu-image': 'localhost:70000/binfmt' },
        'qemu-image: must be an image, got "localhost:70000/binfmt"; write it like moby/buildkit:latest',
      ],
      [
        { nodes: '- !!js/function "hunter2"' },
        'nodes: a YAML tag or directive at line 1, column 3; write the plain value',
      ],
      [
        { nodes: '- hunter2: x' },
        'nodes[0]: unknown key; write one of name, endpoint, driver-opts, buildkitd-flags, platforms',
      ],
      [{ nodes: '- endpoint: -x' }, 'nodes[0]: must not start with a dash like an option, got "-x"'],
      [
        { 'driver-opts': 'network' },
        'driver-opts[0]: must be an option; write key=value, and "key=a,b" if the value has a comma',
      ],
      [
        { 'buildkitd-config': 'nowhere.toml' },
        'buildkitd-config: must be an existing file, got "nowhere.toml"; write its path from the checkout',
      ],
      [{ 'buildkitd-config': 'broken.toml' }, 'buildkitd-config: invalid TOML at line 1, column 9'],
      [{ 'buildkitd-config-inline': '[x' }, 'buildkitd-config-inline: invalid TOML at line 1, column 2'],
      [
        { 'buildkitd-config': 'buildkitd.toml', 'buildkitd-config-inline': 'x = 1' },
        'buildkitd-config: beside buildkitd-config-inline; put it all into one of the two',
      ],
      [
        { 'buildx-version': 'new' },
        'buildx-version: must be a release of buildx that the action knows, got "new"; write latest, or one such as v0.29.1',
      ],
      [{ endpoint: '--help' }, 'endpoint: must not start with a dash like an option, got "--help"'],
      [
        { builder: '--all' },
        'builder: must be a builder\'s name, got "--all"; see `docker buildx ls`, or leave it empty',
      ],

      [
        { nodes: '- driver-opts: {image: evil}\n- platforms: {a: b}\n- driver-opts: [[a]]' },
        'nodes[0]: a map, or a list in a list, where texts belong; write driver-opts and platforms as a list',
        'nodes[1]: a map, or a list in a list, where texts belong; write driver-opts and platforms as a list',
        'nodes[2]: a map, or a list in a list, where texts belong; write driver-opts and platforms as a list',
      ],
      [
        { nodes: '- endpoint: $' + '{{ x }}' },
        'nodes[0]: must not hold an unexpanded expression, got "$' + '{{ x }}"; write it where the runner expands it',
      ],
      [
        { nodes: '- name: "a b"' },
        'nodes[0]: must be a node\'s name, got "a b"; start with a letter and use letters, digits, _ . and -',
      ],
      [
        { nodes: '- endpoint: tcp://me:hunter2@host:1' },
        'nodes[0]: credentials in a URL, which buildx takes on its command line only; take them out; certificates let a client in',
      ],
      [
        { nodes: '- buildkitd-flags: --x "y' },
        'nodes[0]: must not have an open quote, got "--x \\"y"; close it, or write \\ in front',
      ],
      [
        { 'driver-opts': 'image=Bad Ref\n"image=$' + '{{ x }}"' },
        'driver-opts[0]: must be an image, got "Bad Ref"; write it like moby/buildkit:latest',
        'driver-opts[1]: must not hold an unexpanded expression, got "$' +
          '{{ x }}"; write it where the runner expands it',
      ],
      [
        { 'driver-opts': 'annotations=http://me:hunter2@host' },
        'driver-opts[0]: credentials in a URL, which buildx takes on its command line only; take them out, or let builder name one that has them',
      ],
      [
        { 'driver-opts': 'env.X hunter2\nenv.X=abcd,hunter2\nenv.X=a"hunter2\nenv.=hunter2' },
        'driver-opts[0]: must be an option; write key=value, and "key=a,b" if the value has a comma',
        'driver-opts[1]: must be an option; write key=value, and "key=a,b" if the value has a comma',
        'driver-opts[2]: a double quote out of place; quote whole fields, such as "dest=a,b"',
        'driver-opts[3]: must be an option; write key=value, and "key=a,b" if the value has a comma',
      ],
      [
        { nodes: '- driver-opts: env.X=abcd,hunter2' },
        'nodes[0]: must be an option; write key=value, and "key=a,b" if the value has a comma',
      ],
      [
        { 'buildkitd-config': 'leaves/process' },
        'buildkitd-config: must not be a symlink that leads out of the checkout, got "leaves/process"; put the file or folder itself there, or write an absolute path to it',
      ],
      [
        { 'buildkitd-flags': "--debug 'x" },
        'buildkitd-flags: must not have an open quote, got "--debug \'x"; close it, or write \\ in front',
      ],
      [
        { 'buildx-version': 'v0.29.2' },
        'buildx-version: must be a release of buildx that the action knows, got "v0.29.2"; did you mean v0.29.1?',
      ],
      [
        { endpoint: 'tcp://me:hunter2@host:1' },
        'endpoint: credentials in a URL, which buildx takes on its command line only; take them out; certificates let a client in',
      ],
      [
        { endpoint: '$' + '{{ x }}' },
        'endpoint: must not hold an unexpanded expression, got "$' + '{{ x }}"; write it where the runner expands it',
      ],
      [
        { builder: '../../x' },
        'builder: must be a builder\'s name, got "../../x"; see `docker buildx ls`, or leave it empty',
      ],
      [
        { builder: 'nobodys', 'buildx-version': 'latst' },
        'buildx-version: must be a release of buildx that the action knows, got "latst"; write latest, or one such as v0.29.1',
        'builder: the builder "nobodys" does not exist; see `docker buildx ls` on the runner, or leave it empty to have one made',
      ],
    ],
  },
  {
    title: 'Login',
    rows: [
      [{ password: 'hunter2' }, 'password: a password without a username; check the value of its expression'],
      [
        { registry: 'hunter2!', username: 'a', password: 'b234' },
        'password: the registry must be a host; write its host, such as ghcr.io',
      ],
      [
        { registry: 'registry.test:70000', username: 'a', password: 'hunter2' },
        'password: the registry must be a host; write its host, such as ghcr.io',
      ],
      [
        { 'registry-auth': '- {registry: hunter2, username: a, password: b234}' },
        'registry-auth[0]: the registry must be a host; write its host, such as ghcr.io',
      ],
      [
        { 'registry-auth': '- hunter2: x' },
        'registry-auth[0]: unknown key; write one of registry, username, password, ecr, scope',
      ],
      [
        { 'registry-auth': '- username: a\n  password: !!binary aHVudGVyMg==' },
        'registry-auth: a YAML tag or directive at line 2, column 13; write the plain value',
      ],
      [
        { username: 'a', 'registry-auth': '- username: b' },
        'registry-auth: beside registry, username or password; put every login into one of the two',
      ],
      [{ 'registry-auth': '- pasword: hunter2' }, 'registry-auth[0]: unknown key "pasword"; did you mean password?'],
      [
        { 'registry-auth': '- password:hunter2: x' },
        'registry-auth[0]: a key with a colon in it; put a space behind the colon',
      ],
      [
        { 'registry-auth': '- username: a\n  password: [hunter2]' },
        'registry-auth[0]: a list or a map where a text belongs; write key: value',
      ],
      [
        {
          'registry-auth':
            '- username: a\n  password: hunter2\n- registry: docker.io\n  username: b\n  password: hunter2',
        },
        'registry-auth[1]: a second login to one registry; leave one of them out',
      ],
      [
        { 'registry-auth': '- ecr: true' },
        'registry-auth[0]: a login with AWS credentials; run aws-actions/amazon-ecr-login in an earlier step',
      ],
      [
        {
          'registry-auth':
            '- {registry: a b, scope: x, ecr: true, username: "me\\nyou", password: hunter2}\n- {regstry: c.d, pasword: x, scope: y}',
        },
        'registry-auth[1]: unknown key "regstry"; did you mean registry?',
        'registry-auth[1]: unknown key "pasword"; did you mean password?',
        'registry-auth[0]: a login with AWS credentials; run aws-actions/amazon-ecr-login in an earlier step',
        'registry-auth[0]: a scope, which is not supported; leave it out',
        'registry-auth[0]: a username of more than one line; check the value of its expression',
        'registry-auth[0]: the registry must be a host; write its host, such as ghcr.io',
        'registry-auth[1]: a scope, which is not supported; leave it out',
      ],
      [
        { 'registry-auth': '- {username: a, password: hunter2, scope: x}\n- {username: b, password: [hunter2]}' },
        'registry-auth[0]: a scope, which is not supported; leave it out',
        'registry-auth[1]: a list or a map where a text belongs; write key: value',
        'registry-auth[1]: a second login to one registry; leave one of them out',
      ],
      [{ 'registry-auth': '- password: "hunter2' }, 'registry-auth: invalid YAML at line 1, column 21 (missing char)'],
      [
        { 'registry-auth': '- password: *hunter2' },
        'registry-auth: aliases that multiply or have no anchor; write the values out',
      ],
      [
        {
          'registry-auth':
            'a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c]',
        },
        'registry-auth: aliases that multiply or have no anchor; write the values out',
      ],
      [{ 'registry-auth': 'username: a' }, 'registry-auth: must be a list; begin each entry with a dash: - key: value'],
      [
        { 'registry-auth': '- username: a\n  username: b' },
        'registry-auth: invalid YAML at line 2, column 3 (duplicate key)',
      ],
      [
        { 'registry-auth': '- username: a\n---\n- b' },
        'registry-auth: invalid YAML at line 2, column 1 (multiple docs)',
      ],
      [{ 'registry-auth': '#'.repeat(65_537) }, 'registry-auth: YAML of 65537 characters; shorten it to 65536'],

      [
        { username: 'me\nyou', password: 'hunter2' },
        'password: a username of more than one line; check the value of its expression',
      ],
      [
        { username: '$' + '{{ x }}', password: 'hunter2' },
        'password: a username with an expression that was not expanded; write it where the runner expands it',
      ],
    ],
  },
  {
    title: 'Cache',
    rows: [
      [{ cache: 'no' }, 'cache: unknown value "no"; write one of registry, gha, local, inline, false'],
      [
        { 'cache-scope': 'docker/slim' },
        'cache-scope: must be a name, got "docker/slim"; use up to 64 letters, digits, _ . and -, without two _ in a row',
      ],
      [
        { 'cache-scope': 'a__b' },
        'cache-scope: must be a name, got "a__b"; use up to 64 letters, digits, _ . and -, without two _ in a row',
      ],
      [
        { 'cache-scope': 'a-$' + '{{ x }}' },
        'cache-scope: must not hold an unexpanded expression, got "a-$' +
          '{{ x }}"; write it where the runner expands it',
      ],
      [
        { 'cache-ref': 'acme/app:cache' },
        'cache-ref: must have no tag, got "acme/app:cache"; write it like ghcr.io/acme/app',
      ],
      [{ 'cache-from': 'type=registri,ref=x' }, 'cache-from[0]: unknown type "registri"; did you mean registry?'],
      [{ 'cache-from': 'type=registry' }, 'cache-from[0]: a registry cache without ref; write ref=repository:tag'],
      [{ 'cache-from': 'type=local,dest=x' }, 'cache-from[0]: a local cache without src; write src=path'],
      [{ 'cache-to': 'type=gha,mode=mx' }, 'cache-to[0]: unknown mode "mx"; write min or max'],
      [{ 'cache-to': 'ref=x' }, 'cache-to[0]: must have a type; begin with type='],
      [
        { 'cache-from': 'type=registry,ref=Bad Ref' },
        'cache-from[0]: "bad ref" is not a valid part of a name, got "Bad Ref"; write it like ghcr.io/acme/app:cache',
      ],
      [
        { 'cache-from': 'acme/app:-x' },
        'cache-from[0]: must have a valid tag, got "acme/app:-x"; write it like ghcr.io/acme/app:cache',
      ],
      [
        { 'cache-to': 'type=local,dest="a"' },
        'cache-to[0]: a double quote out of place; quote whole fields, such as "dest=a,b"',
      ],
      [
        { 'cache-to': 'type=registry,ref=a/b:c,ignore-error=maybe' },
        'cache-to[0]: ignore-error must be true or false, got "maybe"',
      ],
      [
        { 'cache-from': 'localhost:70000/app:cache', 'cache-to': 'type=registry,"ref=localhost:70000/app:cache"' },
        'cache-from[0]: "localhost:70000" is not a registry, got "localhost:70000/app:cache"; write it like ghcr.io/acme/app:cache',
        'cache-to[0]: "localhost:70000" is not a registry, got "localhost:70000/app:cache"; write it like ghcr.io/acme/app:cache',
      ],
      [
        { 'cache-to': 'type=s3,bucket=x,endpoint_url=http://minio:70000' },
        'cache-to[0]: must have a port from 1 to 65535, got "http://minio:70000"',
      ],
      [
        { 'cache-from': 'type=local,"src=leaves/outside"', 'cache-to': 'type=local,dest=leaves/absent' },
        'cache-from[0]: must not be a symlink that leads out of the checkout, got "leaves/outside"; put the file or folder itself there, or write an absolute path to it',
        'cache-to[0]: must not be a symlink that leads out of the checkout, got "leaves/absent"; put the file or folder itself there, or write an absolute path to it',
      ],
      [{ 'cache-to': '--x' }, 'cache-to[0]: must not start with a dash like an option, got "--x"'],
      [
        { 'cache-to': 'type=azblob,name=x,secret_access_key=hunter2' },
        'cache-to[0]: the credential secret_access_key, which buildx takes on its command line only; leave it out, and give the builder access by a login or an identity of its own',
      ],
      [
        {
          'cache-from': 'type=s3,bucket=x,secret_access_key=hunter2',
          'cache-to': 'type=s3,bucket=x,secret_access_key=hunter2too',
        },
        'cache-to[0]: other credentials than in an entry before; give all caches of one service the same',
      ],

      [
        { 'cache-to': 'type=s3,bucket=x,secret-access-key=hunter2' },
        'cache-to[0]: unknown attribute "secret-access-key"; did you mean secret_access_key?',
      ],
      [{ 'cache-to': 'type=gha,scop=x' }, 'cache-to[0]: unknown attribute "scop"; did you mean scope?'],
      [{ 'cache-to': 'type=registry,ref=a/b:c,mod=max' }, 'cache-to[0]: unknown attribute "mod"; did you mean mode?'],
      [
        { 'cache-to': 'type=registry,ref=a/b:c,compression=zst' },
        'cache-to[0]: unknown compression "zst"; did you mean zstd?',
      ],
      [
        { 'cache-from': 'type=gha,url=https://me:hunter2@host/' },
        'cache-from[0]: credentials in a URL, which buildx takes on its command line only; take them out',
      ],
      [
        { 'cache-from': 'type=azblob,name=x,account_url=https://x.test/?sv=1&sig=hunter2' },
        'cache-from[0]: credentials in a URL, which buildx takes on its command line only; take them out',
      ],
    ],
  },
  {
    title: 'Options',
    rows: [
      [{ retries: '-1' }, 'retries: must be a number from 0 to 100, got "-1"'],
      [{ retries: '1.5' }, 'retries: must be a number from 0 to 100, got "1.5"'],
      [{ timeout: '0m' }, 'timeout: a duration of zero; leave it empty for no limit'],
      [{ timeout: '600h' }, 'timeout: must be at most 24 days, got "600h"'],
      [{ timeout: '5s3m' }, 'timeout: must be a duration, got "5s3m"; write it with units, such as 30m, 90s or 1h30m'],
      [{ retries: 'many' }, 'retries: must be a number from 0 to 100, got "many"'],
      [{ timeout: '30' }, 'timeout: must be a duration, got "30"; write it with units, such as 30m, 90s or 1h30m'],
    ],
  },
  {
    title: 'Contradictions',
    rows: [
      [
        { push: 'true', images: 'acme/app' },
        'tags: empty, so the push has no destination; name them, or write auto to have them derived from the Git ref',
      ],
      [
        { push: 'true', tags: 'latest' },
        'images: empty, and tags has tags without a repository; name the repositories here, or write whole references into tags',
      ],
      [
        { tags: 'acme/app:1,auto' },
        'images: empty, and tags has tags without a repository; name the repositories here, or write whole references into tags',
      ],
      [
        { 'push-by-digest': 'true', images: 'acme/app', platforms: 'amd64', cache: 'inline' },
        "cache: inline is read from an image's tags, and push-by-digest updates no tag; write registry, gha or local",
      ],
      [
        { push: 'true', 'push-by-digest': 'true', tags: 'acme/app:1', platforms: 'amd64' },
        'push-by-digest: beside push, which updates tags; keep push-by-digest where merge publishes, push where this step does',
      ],
      [
        { 'push-by-digest': 'true' },
        'images: empty, so push-by-digest has no repository to push to; name the repositories',
        'platforms: empty, and push-by-digest has no default for them; name the platforms of this job',
      ],
      [
        { push: 'true', tags: 'app:1' },
        "images: a name without an owner is in Docker Hub's library, where only Docker can push; write the owner or the registry in front",
      ],
      [
        { call: 'check', load: 'true' },
        'call: builds no image, but a result was requested; leave out call, or push, push-by-digest, load and outputs',
      ],
      [
        { call: 'check', 'smoke-test': 'true' },
        'smoke-test: has no image to run: call builds no image; leave one of them out',
      ],
      [
        { 'smoke-test': 'true', outputs: 'out' },
        'smoke-test: has no image to run: outputs are files only; add type=image to have one built for it, or an output of type oci',
      ],
      [
        { 'smoke-test': 'true', platforms: 'linux/amd64,windows/amd64' },
        'smoke-test: beside platforms that are not of Linux, whose programs no engine on it runs; leave it out, and test them where they run',
      ],
      [{ load: 'true' }, 'tags: empty, so the loaded image would have no name; write a name, such as app:test'],
      [
        { images: 'acme/app', outputs: 'type=docker' },
        'tags: empty, so the loaded image would have no name; write a name, such as app:test',
      ],
      [
        { images: 'acme/app', tags: 'type=semver,pattern={{version}}', load: 'true' },
        'tags: no rule gives a tag for push on refs/heads/main, so the image has no tag to load; add a rule for it, or do not load for this event\n  tags[0]: type=semver is for Git tags',
      ],
      [
        { annotations: 'a=1\nindex:a=1\nmanifest,index-descriptor:a=1', platforms: 'amd64', provenance: 'false' },
        'annotations[1]: needs an index, but an image of one platform without attestations has no index; leave out the level index, or let provenance be attested',
        'annotations[2]: needs an index, but an image of one platform without attestations has no index; leave out the level index, or let provenance be attested',
      ],
      [
        { outputs: 'type=docker,dest=a' },
        "outputs: Docker's archive holds one platform; name one in platforms, or write type=oci",
      ],
      [
        { outputs: 'type=registry' },
        'outputs: of type registry, and push is not true; write push: true to push, or type=image for its attributes alone',
      ],
      [
        { builder: 'mine', driver: 'docker' },
        'builder: names a builder that exists, and there are settings for a new one; leave out builder, or driver, endpoint, nodes, driver-opts, buildkitd-* and buildkit-image',
      ],
      [
        { builder: 'mine', nodes: '- endpoint: x' },
        'builder: names a builder that exists, and there are settings for a new one; leave out builder, or driver, endpoint, nodes, driver-opts, buildkitd-* and buildkit-image',
      ],
      [
        { driver: 'docker', 'buildkit-image': 'moby/buildkit:latest' },
        'driver: docker is the builder of Docker Engine, which takes no settings; write docker-container, or leave the settings out',
      ],
      [
        { driver: 'docker', 'push-by-digest': 'true', images: 'a/b', platforms: 'amd64' },
        'driver: docker cannot push by digest; write docker-container or auto',
      ],
      [
        { driver: 'remote' },
        "endpoint: empty, and driver is remote; write BuildKit's address, such as tcp://buildkit:1234",
      ],
      [
        { driver: 'remote', endpoint: 'tcp://a:1', nodes: '- name: b' },
        "nodes: one without an endpoint, and driver is remote; write BuildKit's address into each, such as endpoint: tcp://buildkit:1234",
      ],
      [
        { driver: 'remote', nodes: '- endpoint: tcp://a:1', 'driver-opts': 'cacert=ca.pem' },
        'driver-opts: options of endpoint, which is empty; write them into the entries of nodes',
      ],
      [
        { 'buildkit-image': 'a/b', 'driver-opts': 'image=c/d' },
        'buildkit-image: beside image= in driver-opts; leave one of them out',
      ],
      [
        { images: 'a/b', push: 'true', tags: 'type=ref,event=tag' },
        'tags: no rule gives a tag for push on refs/heads/main, so the image has no tag to publish; add a rule for it, or do not publish for this event\n  tags[0]: type=ref,event=tag is for Git tags',
      ],
      [
        { images: 'a/b', push: 'true', tags: 'c/d:1' },
        'images: a/b gets no tag, as tags names other repositories only; write bare tags, a tag of its own (a/b:tag), or leave it out',
      ],
      [
        { images: 'a/b', tags: 'buildcache-main', push: 'true', 'cache-ref': 'a/b' },
        'cache-ref: the cache would overwrite the image a/b:buildcache-main; use another repository, such as a/b-buildcache',
      ],
      [
        { push: 'true', tags: 'acme/app:' },
        'tags[0]: the tag is empty, got "acme/app:"; check the value of the expression after the colon',
      ],
      [{ driver: 'remoet', builder: 'default' }, 'driver: unknown value "remoet"; did you mean remote?'],

      [{ 'cache-to': 'type=s3,region=x' }, 'cache-to: an s3 cache without bucket; write bucket=name'],
      [{ 'cache-to': '"type=s3","region=x,bucket=y"' }, 'cache-to: an s3 cache without bucket; write bucket=name'],
      [
        { driver: 'remote', endpoint: 'tcp://a:1', 'driver-opts': 'env.X=hunter2' },
        'driver-opts: variables of a daemon that is made, and driver is remote; set them where the daemon is started',
      ],
    ],
  },
  {
    title: 'Several at once',
    rows: [
      [
        { call: 'check', push: 'true', tags: 'a/b:1', outputs: 'type=bogus' },
        'outputs[0]: unknown type "bogus"; write one of local, tar, oci, docker, image, registry, cacheonly',
        'call: builds no image, but a result was requested; leave out call, or push, push-by-digest, load and outputs',
      ],
      [
        { builder: 'default', endpoint: 'tcp://a', driver: 'dcoker' },
        'driver: unknown value "dcoker"; did you mean docker?',
        'builder: names a builder that exists, and there are settings for a new one; leave out builder, or driver, endpoint, nodes, driver-opts, buildkitd-* and buildkit-image',
      ],
      [
        { outputs: 'type=bogus\ntype=docker,dest=x', platforms: 'amd64,arm64' },
        'outputs[0]: unknown type "bogus"; write one of local, tar, oci, docker, image, registry, cacheonly',
        "outputs: Docker's archive holds one platform; name one in platforms, or write type=oci",
      ],
      [
        { tags: 'acme/app:\nx' },
        'tags[0]: the tag is empty, got "acme/app:"; check the value of the expression after the colon',
        'images: empty, and tags has tags without a repository; name the repositories here, or write whole references into tags',
      ],
      [
        { tags: 'busybox:1', images: 'a b', push: 'true' },
        'images[0]: "a b" is not a valid part of a name, got "a b"; write it like ghcr.io/acme/app',
        "images: a name without an owner is in Docker Hub's library, where only Docker can push; write the owner or the registry in front",
      ],
      [
        { 'smoke-test': 'true', platforms: 'windows/amd64,amd46' },
        'platforms[1]: unknown architecture "amd46"; did you mean amd64?',
        'smoke-test: beside platforms that are not of Linux, whose programs no engine on it runs; leave it out, and test them where they run',
      ],
      [
        { cache: 'inline', 'push-by-digest': 'true', images: 'a/b', platforms: 'amd64', 'cache-from': 'type=bogus' },
        'cache-from[0]: unknown type "bogus"; write one of registry, gha, local, inline, s3, azblob',
      ],
      [
        { driver: 'docker', 'push-by-digest': 'true', images: 'a/b', platforms: 'amd64', push: 'true', tags: '1' },
        'push-by-digest: beside push, which updates tags; keep push-by-digest where merge publishes, push where this step does',
        'driver: docker cannot push by digest; write docker-container or auto',
      ],
      [
        { images: 'a b', tags: 'type=semvr' },
        'images[0]: "a b" is not a valid part of a name, got "a b"; write it like ghcr.io/acme/app',
        'tags[0]: unknown type "semvr"; did you mean semver?',
      ],
      [
        { images: 'a/b', tags: 'acme/app:\nlatest\ntype=semvr' },
        'tags[0]: the tag is empty, got "acme/app:"; check the value of the expression after the colon',
        'tags[2]: unknown type "semvr"; did you mean semver?',
      ],
      [
        { push: 'yes', images: 'a/b', tags: 'type=semvr' },
        'push: must be true or false, got "yes"',
        'tags[0]: unknown type "semvr"; did you mean semver?',
      ],
      [
        { 'cache-ref': 'a b', images: 'a/b', tags: 'type=semvr' },
        'cache-ref: "a b" is not a valid part of a name, got "a b"; write it like ghcr.io/acme/app',
        'tags[0]: unknown type "semvr"; did you mean semver?',
      ],
      [
        { flavor: 'prefix=***\nlatest=maybe', images: 'a/b', tags: 'type=semvr\n.x' },
        'tags[1]: must be a tag, got ".x"; use letters, digits, _ . and -, and do not start with one of the last two',
        'flavor[0]: must not hold a masked secret, got "prefix=***"; keep secrets out of names: the runner masks them',
        'flavor[1]: latest must be auto, true or false, got "maybe"',
        'tags[0]: unknown type "semvr"; did you mean semver?',
      ],
      [
        { version: '***', images: 'a/b', tags: 'type=raw,value=a,enable=maybe' },
        'version: must not hold a masked secret, got "***"; keep secrets out of names: the runner masks them',
        'tags[0]: enable must be true or false, got "maybe"',
      ],
      [
        { images: 'a/b', tags: 'type=semvr', annotations: 'index:a=b', platforms: 'amd64', provenance: 'false' },
        'tags[0]: unknown type "semvr"; did you mean semver?',
        'annotations[0]: needs an index, but an image of one platform without attestations has no index; leave out the level index, or let provenance be attested',
      ],
      [
        { annotations: '=\nindex:a=b', platforms: 'amd64', provenance: 'false' },
        'annotations[0]: must be an annotation, got "="; write key=value',
        'annotations[1]: needs an index, but an image of one platform without attestations has no index; leave out the level index, or let provenance be attested',
      ],
      [
        { tags: 'a/b:1,a/b:', push: 'true', 'cache-to': 'type=registry,ref=a/b:1' },
        'tags[1]: the tag is empty, got "a/b:"; check the value of the expression after the colon',
        'cache-to: the cache would overwrite the image a/b:1; use another repository, such as a/b-buildcache',
      ],
      [
        { tags: 'a/b:1\ntype=semvr', images: 'a/c', push: 'true', 'cache-to': 'type=bogus\ntype=registry,ref=a/b:1' },
        'cache-to[0]: unknown type "bogus"; write one of registry, gha, local, inline, s3, azblob',
        'tags[1]: unknown type "semvr"; did you mean semver?',
        'cache-to: the cache would overwrite the image a/b:1; use another repository, such as a/b-buildcache',
      ],
      [
        { tags: 'a/b:1,a/b:2', push: 'true', 'cache-to': 'type=registry,ref=a/b:1\ntype=registry,ref=a/b:2' },
        'cache-to: the cache would overwrite the image a/b:1; use another repository, such as a/b-buildcache',
        'cache-to: the cache would overwrite the image a/b:2; use another repository, such as a/b-buildcache',
      ],
      [
        {
          images: 'a/c',
          tags: 'a/b:1',
          push: 'true',
          annotations: 'index:a=b',
          platforms: 'amd64',
          provenance: 'false',
        },
        'images: a/c gets no tag, as tags names other repositories only; write bare tags, a tag of its own (a/c:tag), or leave it out',
        'annotations[0]: needs an index, but an image of one platform without attestations has no index; leave out the level index, or let provenance be attested',
      ],
      [
        { images: 'a b', tags: 'type=ref,event=tag', push: 'true' },
        'images[0]: "a b" is not a valid part of a name, got "a b"; write it like ghcr.io/acme/app',
        'tags: no rule gives a tag for push on refs/heads/main, so the image has no tag to publish; add a rule for it, or do not publish for this event\n  tags[0]: type=ref,event=tag is for Git tags',
      ],
      [
        { images: 'a b,a/c', tags: 'a/b:1', push: 'true' },
        'images[0]: "a b" is not a valid part of a name, got "a b"; write it like ghcr.io/acme/app',
        'images: a/c gets no tag, as tags names other repositories only; write bare tags, a tag of its own (a/c:tag), or leave it out',
      ],
      [
        { 'build-args': '=x', context: 'typo' },
        'build-args[0]: its name is invalid; write NAME=value',
        'file: typo/Dockerfile:1: unknown instruction FORM; did you mean FROM?',
      ],
      [
        { call: 'chek', annotations: 'index:a=b', platforms: 'amd64', provenance: 'false' },
        'call: unknown method "chek"; did you mean check?',
      ],
      [
        {
          username: 'me',
          password: 'hunter2',
          registry: 'a b',
          'registry-auth': '- username: b\n- pasword: x\n- password: hunter3',
        },
        'registry-auth[1]: unknown key "pasword"; did you mean password?',
        'registry-auth: beside registry, username or password; put every login into one of the two',
        'password: the registry must be a host; write its host, such as ghcr.io',
        'registry-auth[2]: a password without a username; check the value of its expression',
      ],
      [
        { 'buildkitd-config': 'broken.toml', 'buildkitd-config-inline': '[x' },
        'buildkitd-config: beside buildkitd-config-inline; put it all into one of the two',
        'buildkitd-config: invalid TOML at line 1, column 9',
        'buildkitd-config-inline: invalid TOML at line 1, column 2',
      ],
    ],
  },
];

/** Problems that plan/action.yml reports. */
export const PLAN_CATALOGUE: readonly Row<PlanInput>[] = [
  [
    { images: 'a b', tags: 'acme/app:\ntype=semvr' },
    'images[0]: "a b" is not a valid part of a name, got "a b"; write it like ghcr.io/acme/app',
    'tags[0]: the tag is empty, got "acme/app:"; check the value of the expression after the colon',
    'tags[1]: unknown type "semvr"; did you mean semver?',
  ],
  [{ platforms: 'amd46' }, 'platforms[0]: unknown architecture "amd46"; did you mean amd64?'],
  [
    { platforms: 'amd64,x86_64' },
    'platforms[1]: "x86_64" is linux/amd64 again, which item 0 is; leave one of them out',
  ],
  [{ runners: 'linux/arm64' }, 'runners: must be a map; write platform: label, such as linux/arm64: my-arm-runner'],
  [{ runners: 'linux/arm46: x' }, 'runners[0]: unknown architecture "arm46"; did you mean arm64?'],
  [
    { runners: 'linux/arm64: {labls: x}' },
    'runners[0]: no runner; write a label, a list of labels, or a map with the keys group and labels',
  ],
  [
    { runners: 'linux/arm64: {group: {a: b}}\nlinux/amd64: {labels: {a: b}}\nlinux/riscv64: {labels: []}' },
    'runners[0]: no runner; write a label, a list of labels, or a map with the keys group and labels',
    'runners[1]: no runner; write a label, a list of labels, or a map with the keys group and labels',
    'runners[2]: no runner; write a label, a list of labels, or a map with the keys group and labels',
  ],
  [
    { runners: 'linux/arm64: $' + '{{ vars.X }}' },
    'runners[0]: must not hold an unexpanded expression, got "$' +
      '{{ vars.X }}"; write it where the runner expands it',
  ],
  [
    { runners: 'linux/arm64: "a\\nb"' },
    'runners[0]: must be a label of one line, got "a\\nb"; write a label, a list of labels, or a map with the keys group and labels',
  ],
  [
    { runners: 'amd64: a\nlinux/x86_64: b' },
    'runners[1]: "linux/x86_64" is linux/amd64 again, which item 0 is; leave one of them out',
  ],
  [{ platforms: ',' }, 'platforms: no platform in it; check the values of its expressions'],
  [{ runners: 'x: [' }, 'runners: invalid YAML at line 1, column 5 (bad indent)'],
  [{ 'per-runner': 'yes' }, 'per-runner: must be true or false, got "yes"'],
  [
    { runners: 'linux/arm64: !!js/function x' },
    'runners: a YAML tag or directive at line 1, column 14; write the plain value',
  ],
  [
    { images: 'a/b', tags: 'type=semvr', 'per-runner': '1' },
    'per-runner: must be true or false, got "1"',
    'tags[0]: unknown type "semvr"; did you mean semver?',
  ],
  [
    { images: 'a/b', tags: 'type=ref,event=tag', push: 'true' },
    'tags: no rule gives a tag for push on refs/heads/main, so the image has no tag to publish; add a rule for it, or do not publish for this event\n  tags[0]: type=ref,event=tag is for Git tags',
  ],
  [
    { variants: 'alpine' },
    'variants: must be a list; write a list of maps, such as - {name: alpine, file: alpine.Dockerfile}',
  ],
  [
    {
      variants:
        '- alpine\n- file: Dockerfile\n- name: a b\n- {name: a, arch: amd64}\n- {name: b, runners: x}\n- {name: c, tags: {a: b}}\n- name: d\n- name: D',
    },
    'variants[0]: must be a map; write a list of maps, such as - {name: alpine, file: alpine.Dockerfile}',
    'variants[1]: no name; write a list of maps, such as - {name: alpine, file: alpine.Dockerfile}',
    'variants[2]: name: must be a name, got "a b"; use up to 64 letters, digits, _ . and -',
    'variants[3]: the key arch, which every row has; give it another name',
    'variants[4]: the key runners, which all variants share; write it beside variants, or give it another name',
    'variants[5]: tags: must be a text or a list; write it as the input of plan',
    'variants[7]: the name "D", which item 6 has; give it another name',
  ],
  [
    { images: 'a/b', tags: '1', variants: '- name: alpine\n- name: debian\n- {name: broken, tags: type=semvr}' },
    'variants[2]: tags[0]: unknown type "semvr"; did you mean semver?',
  ],
  [
    { images: 'a/b', tags: '1', variants: '- name: alpine\n- name: debian\n- {name: slim, flavor: suffix=-slim}' },
    'variants[1]: gives the tag a/b:1, which the variant alpine gives too; give it a flavor (e.g., suffix=-alpine,onlatest=true), tags or images of its own',
  ],
  [{ part: 'a b' }, 'part: must be a name, got "a b"; use up to 64 letters, digits, _ . and -'],
];

/** Problems that merge/action.yml reports. */
export const MERGE_CATALOGUE: readonly Row<MergeInput>[] = [
  [{ plan: '{' }, 'plan: must be JSON; pass the output plan of plan on as it is'],
  [{ plan: '[]' }, 'plan: must be an object with images, tags and platforms; pass the output plan of plan on as it is'],
  [{ plan: '"'.repeat(1_048_577) }, 'plan: JSON of 1048577 characters; pass the output plan of plan on as it is'],
  [
    { plan: '{"variants":{"alpine":{"images":[],"tags":[],"version":"","platforms":[]}}}' },
    'plan: has the variants alpine, and part is empty; write part: $' + '{{ matrix.name }}',
  ],
  [
    { plan: '{"variants":{"alpine":{"images":[],"tags":[],"version":"","platforms":[]}}}', part: 'alpin' },
    'plan: has no variant "alpin", which part names; did you mean alpine?',
  ],
  [
    { plan: '{"images":["a/b"],"tags":["a/b:"],"version":"","platforms":["amd46"]}' },
    'tags[0]: the tag is empty, got "a/b:"; check the value of the expression after the colon',
    'platforms[0]: unknown architecture "amd46"; did you mean amd64?',
  ],
  [
    { images: 'busybox,a b', tags: 'acme/app:\ntype=semvr', platforms: 'amd64' },
    'images[1]: "a b" is not a valid part of a name, got "a b"; write it like ghcr.io/acme/app',
    'tags[0]: the tag is empty, got "acme/app:"; check the value of the expression after the colon',
    "images: a name without an owner is in Docker Hub's library, where only Docker can push; write the owner or the registry in front",
    'tags[1]: unknown type "semvr"; did you mean semver?',
  ],
  [
    {},
    'platforms: empty, and they say when the image is whole; name them all, or write those of plan',
    'tags: empty, so the image has no name to publish; name them, or write auto to have them derived',
  ],
  [{ tags: '1', platforms: 'amd64' }, 'images: empty, and tags has tags without a repository; name the repositories'],
  [
    { images: 'a/b', tags: '1', platforms: 'amd64', digests: '{' },
    'digests: must be a JSON object, got "{"; write toJSON(needs.build.outputs), or {"linux/amd64":"sha256:…"}',
  ],
  [
    { images: 'a/b', tags: '1', platforms: 'amd64', digests: '{}' },
    'digests: no digest in it; the runner drops an output that holds a masked value: see that no secret is a part of it',
  ],
  [
    { images: 'a/b', tags: '1', platforms: 'amd64', digests: '{"linux/amd64":"sha256:0"}' },
    'digests: linux/amd64: must be a digest or a tag, got "sha256:0"; write sha256:…, repository@sha256:… or repository:tag',
  ],
  [
    { images: 'a/b', tags: '1', platforms: 'amd64', digests: '{"linux/amd64":"***"}', 'part-tag': '{tag}-{arch}' },
    'digests: linux/amd64: must be a digest or a tag, got "***"; write sha256:…, repository@sha256:… or repository:tag',
    'part-tag: beside digests; hand parts over in one way',
  ],
  [
    {
      images: 'a/b',
      tags: '1',
      platforms: 'amd64,linux/arm/v7,arm64',
      digests: JSON.stringify({ 'linux/amd64': `sha256:${'0'.repeat(64)}`, s390x: `sha256:${'1'.repeat(64)}` }),
    },
    'digests: linux/arm/v7, linux/arm64 is missing; add it, or leave it out of platforms; the runner drops an output that holds a masked value: see that no secret is a part of it',
    'digests: linux/s390x was not asked for; add it to platforms, or leave it out',
  ],
  [
    {
      images: 'a/b',
      tags: '1',
      platforms: 'amd64,arm64',
      digests: JSON.stringify({
        'linux/amd64': `sha256:${'0'.repeat(64)}`,
        'digest-linux-amd64': `sha256:${'1'.repeat(64)}`,
        arm64: 'latest',
        'linux/amd46': `sha256:${'2'.repeat(64)}`,
      }),
    },
    'digests: digest-linux-amd64: a second digest of linux/amd64; leave one of them out',
    'digests: arm64: must be a digest or a tag, got "latest"; write sha256:…, repository@sha256:… or repository:tag',
    'digests: unknown platform "linux/amd46"; did you mean linux/amd64?',
  ],
  [
    {
      images: 'a/b',
      tags: '1',
      platforms: 'amd46',
      digests: JSON.stringify({ 'linux/amd64': `sha256:${'0'.repeat(64)}` }),
    },
    'platforms[0]: unknown architecture "amd46"; did you mean amd64?',
  ],
  [
    { images: 'a/b', tags: '1', platforms: 'amd64', annotations: 'manifest:a=b' },
    'annotations[0]: the level "manifest", and here is only an index; give other annotations to the matrix jobs',
  ],
  [
    { images: 'a/b', tags: '1', platforms: 'amd64', annotations: 'manifest[linux/amd64]:a=b\nindex[linux/amd64]:a=b' },
    'annotations[0]: the level "manifest[linux/amd64]", and here is only an index; give other annotations to the matrix jobs',
    'annotations[1]: the level "index[linux/amd64]", and here is only an index; give other annotations to the matrix jobs',
  ],
  [
    { images: 'busybox', tags: '1', platforms: 'amd64' },
    "images: a name without an owner is in Docker Hub's library, where only Docker can push; write the owner or the registry in front",
  ],
  [
    {
      images: 'a/b',
      tags: '1',
      platforms: 'amd64',
      digests: '{"x":{"a":1},"y":[{"a":"{"}],"linux/amd64":"\\"}","linux\\u002famd64" :""}',
    },
    'digests: the key "linux/amd64" twice; leave one of them out',
  ],
  [
    { images: 'a/b', tags: '1', platforms: 'amd64', digests: '#'.repeat(1_048_577) },
    'digests: JSON of 1048577 characters; shorten it to 1048576',
  ],
  [
    { images: 'a/b', tags: 'type=ref,event=tag', platforms: 'amd64' },
    'tags: no rule gives a tag for push on refs/heads/main, so the image has no tag to publish; add a rule for it, or do not publish for this event\n  tags[0]: type=ref,event=tag is for Git tags',
  ],
  [
    { images: 'localhost:70000/b', tags: '1', platforms: 'amd64' },
    'images[0]: "localhost:70000" is not a registry, got "localhost:70000/b"; write it like ghcr.io/acme/app',
  ],
  [
    { images: 'a/b', tags: '1', platforms: 'amd64', password: 'hunter2', verify: 'maybe' },
    'password: a password without a username; check the value of its expression',
    'verify: must be true or false, got "maybe"',
  ],
];

/** Inputs that give a warning and no error. */
export const WARNINGS: readonly Row[] = [
  [{ password: 'abc', username: 'me' }, 'password: too short to be masked, so the log may show it'],
  [{ secrets: 'A=abc' }, 'secrets[0]: too short to be masked, so the log may show it'],
  [
    { 'build-args': 'TOKEN=ghp_hunter2hunter2hunter2hunter2hunter2hunter2' },
    'build-args[0]: looks like a token, and the image keeps build arguments; use secrets',
  ],
  [
    { 'build-args': 'TOKEN=hunter-2', secrets: 'A=hunter-2' },
    'build-args[0]: holds a secret of another input, and the image keeps build arguments; use secrets',
  ],
  [
    { 'build-args': 'TOKEN=swordfish', username: 'me', password: 'swordfish' },
    'build-args[0]: holds a secret of another input, and the image keeps build arguments; use secrets',
  ],
  [{ 'cache-to': 'type=gha,newest=x' }, 'cache-to[0]: unknown attribute newest, handed to BuildKit as it is'],
  [
    { 'cache-from': 'type=s3,bucket=x,access_key_id=hunter2' },
    'cache-from[0]: credentials in a cache entry, handed on by environment; use the variables of its service instead',
  ],
];
