import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import {
  hintFor,
  quote
} from "./chunk-VC6AJXCW.js";
import {
  Wrong
} from "./chunk-3UVMYFHN.js";

// src/inputs/annotation.ts
var LEVELS = ["manifest", "index", "manifest-descriptor", "index-descriptor"];
function parseAnnotation(text) {
  const [key = "", value] = text.split(/=(.*)/s);
  const [, written] = /^([a-z-]+(?:\[[^\]]*\])?(?:,[a-z-]+(?:\[[^\]]*\])?)*):/.exec(key) ?? [];
  const name = written === void 0 ? key : key.slice(written.length + 1);
  if (value === void 0 || !/^[^\s-]\S*$/.test(name))
    return new Wrong(`must be an annotation, got ${quote(text)}`, "write key=value");
  const levels = written?.match(/[^,[]+(\[[^\]]*\])?/g) ?? [];
  const unknown = levels.map((level) => level.replace(/\[.*/, "")).find((level) => !LEVELS.includes(level));
  return unknown === void 0 ? { levels, name, value } : new Wrong(`unknown level ${quote(unknown)}`, hintFor(unknown, LEVELS));
}

// src/clients/docker/buildx-releases.json
var buildx_releases_default = {
  "v0.36.1": {
    amd64: "48af8a397ebd60178778bf63611dbcebe5f5e7a9be90eb9147b24b9587455778",
    arm64: "5d0cafd9d16afe1a0f0d9529885344ace2cc99efdd531b6c783c5455a6001569"
  },
  "v0.36.0": {
    amd64: "07823fdfcd82a41be90155a8b16876c1a780a6462de805a9f3f63b3119ccfb99",
    arm64: "70382de03915c07c488ae4ddc4f7e169ee978f953e754ecfce110ba017e0132b"
  },
  "v0.35.0": {
    amd64: "d41ece72044243b4f58b343441ae37446d9c29a7d6b5e11c61847bbcf8f7dfda",
    arm64: "c4248d6cbc4a619a7e0b4609c11e509ad4ac0b475e1c64817c0ac20c5d90c766"
  },
  "v0.34.1": {
    amd64: "f1332ddb9010bd0b72628266c3a906d9a6979848033df4c8d9bd2cd113bae12b",
    arm64: "c34e32dd6ea2653d960d6c099c9f09b9077e4a37504d2d31e5066eccc3904231"
  },
  "v0.34.0": {
    amd64: "0144479d5a1cd710be3464ae898628cfa68033e16b225aef52f81930c45ac9b5",
    arm64: "565605fe0bb393ed5d11771e5b52fc7ef05c701868861fa85609747c9d74a440"
  },
  "v0.33.0": {
    amd64: "9426a15411f35f635afef3f5d3bae53155c3e30d26dee430cc968e13d34be49f",
    arm64: "204dc28447d3bb48f42ed1ce5747e0885cd57e306506a39029311becdb1ef786"
  },
  "v0.32.1": {
    amd64: "2bbc1b8ebc9a05287b01bc2fe6633ec5e2f53d58ee955ae69756d668e7098e5e",
    arm64: "f03767cb0149759d409cd600b915bce764175ffda6eb3e86e14cc84a5637176a"
  },
  "v0.32.0": {
    amd64: "1cdd7b29429bb97796ce9b76330412aa1e6f8627b9b12a4c53d556f6fee59c93",
    arm64: "cd0690b2d1b91ec9b799c34340e4ca8456845f5c053ef38775388290369aace1"
  },
  "v0.31.1": {
    amd64: "dc8eaffbf29138123b4874d852522b12303c61246a5073fa0f025e4220317b1e",
    arm64: "963c674c558dad2eefd42304a09020329a196ed16819b72396e7657eb69f031b"
  },
  "v0.31.0": {
    amd64: "39cc424a730d8b7364c23a137582cb29e7f024b175bb595001ff6f90121b005b",
    arm64: "3192d6deafed620132da1acd7c68499e163c814bc2be988a3eb2c5302764a30a"
  },
  "v0.30.1": {
    amd64: "c37114fcd034025ec68e224657c8a5a850df472ded3ddcbca75ad3a7ebb9710d",
    arm64: "31d012d52d6df68aef4b55db62330967b562811f0de30cdfaa4505f314797c76"
  },
  "v0.30.0": {
    amd64: "460680948a25b80e62ffe085cd2d7ef4088540f3f3f58734b445a31534198240",
    arm64: "f8e060a1a1e659d1c919d440652775320e8c2998b051eb4b5845bfcee9d85696"
  },
  "v0.29.1": {
    amd64: "7d2d7d6d4680aa349614965aaa33ccec43f1a9a21e908a5ce4cb6adfa5ad5141",
    arm64: "50e85c4e290b698908421161c1aee069bcc5d4a65b7b7201bfac3a176b223a7e"
  },
  "v0.29.0": {
    amd64: "d02d47061bede1b90d34bf6562a5f39e686773e97cf9d00e7114b3c1e269e524",
    arm64: "14e50940aef67c4b46f6b03a5ccc3851a30f883e751a61048a4bc80b8832a840"
  },
  "v0.28.0": {
    amd64: "696bc104bac3bb708eff1af3f8bbc09fda0fd88f5757c1f9b404a35117889224",
    arm64: "4e850583cc68ffd8d739ddb8a782b83f2ef9d3bf437ae7c44da4fbfde2613a8e"
  },
  "v0.27.0": {
    amd64: "4f5e5a1b6dd0d6ff8476c8def7602d1eeedcb6f602e8dcd45079d352247eba06",
    arm64: "e3519d085710d2502c673380f763596ae0b378d0ae8976ccbb14adaed82327ef"
  },
  "v0.26.1": {
    amd64: "9451034b6ca5354e8bf88a2002a413aedabf110fd0f12ebb0b2f2cc241be8e41",
    arm64: "b610d3c24836b2e7fecab5ef2c9466239a0f0156993a0406ea58943b87bff918"
  },
  "v0.26.0": {
    amd64: "a918c0b8bef7c710a1c6fd74d2d0fce22880226d7662476bd97a82390ce87368",
    arm64: "1685db43ee1131cba9ffab605b68ff418353181454da75b76a8a335fee8553e1"
  },
  "v0.25.0": {
    amd64: "4104d79a791a8744c0b43fd5bd0a6172dff29040c5229946a1cdb2d27b0b5bfa",
    arm64: "f07063844bb750172c1f25cef61b07a8314d24bedffc015517b3ec4016b16de8"
  },
  "v0.24.0": {
    amd64: "c41ed17ec05b6ebb50eeb02fb26cce90f16cd260b8d26ce73963428c6b2d6508",
    arm64: "ad33819d085a635e3b4400a412bd2b4e943bfbc830366d78f50579bae48f8053"
  },
  "v0.23.0": {
    amd64: "55838fdd095084e158e06a63635a07fe8a8bc6cb4db507f203394dc1ffa7fb8b",
    arm64: "50b0b14770127b292e3e2f756d0137152b08afc1d7daa09f49d2b6e6fa1b1b81"
  },
  "v0.22.0": {
    amd64: "805195386fba0cea5a1487cf0d47da82a145ea0a792bd3fb477583e2dbcdcc2f",
    arm64: "6e9e455b5ec1c7ac708f2640a86c5cecce38c72e48acff6cb219dfdfa2dda781"
  },
  "v0.21.3": {
    amd64: "47f456339ca8926efcb7266f700a3bbb8a472585d977e7e2f6f22242ea6531c6",
    arm64: "90157681a0a033b285e80d3350741452d7647994fb371c9ee3a423f2ca4f22cc"
  },
  "v0.21.2": {
    amd64: "b13bee81c3db12a4be7d0b9d042b64d0dd9ed116f7674dfac0ffdf2a71acfe3d",
    arm64: "7e21e62eae3243e476411c9bbe93b8ee59b5d62ddf075c527d168174c3ab3a04"
  },
  "v0.21.1": {
    amd64: "7f355525bfaf411302570b705118181b720f18071f4be3f0eaac7b2297d826e2",
    arm64: "42d5cee287ec7426de5252276a05f3ea565ac2d65d62d052b885a84dd54152d5"
  },
  "v0.21.0": {
    amd64: "90f154aff1b1b0010ca3e59f473a59a86b5fdf34ca1196829c622c4fbf5e92fe",
    arm64: "5543113b559ca523726c8979defa24466e451dbfa6ffe42c278d22a3f76a327a"
  },
  "v0.20.1": {
    amd64: "8c38f60308a895fa570f1410e453c5de11aafd65a99fa99965d96d24b6225a78",
    arm64: "f7d867e9f1a3c00b32dd580f56594e229df05e3fb1b083b7099c91c2e7d2ce1e"
  },
  "v0.20.0": {
    amd64: "8b21d3ce1011c4c072d64d4a7311c591cf1c2eb6b35bfdfe28f8e0b76e51621b",
    arm64: "838f009f34da70a74cf3c835178b8686bc1e5f47509add274a6ee22f70620521"
  },
  "v0.19.3": {
    amd64: "32ed111e941e385c2fb8261eba06a4056915718fd606f8278834ac1931d261a2",
    arm64: "138b587399b27bb61945a36d67866177b85dea1155101a2be63c7ab715f18a2e"
  },
  "v0.19.2": {
    amd64: "a5ff61c0b6d2c8ee20964a9d6dac7a7a6383c4a4a0ee8d354e983917578306ea",
    arm64: "bd54f0e28c29789da1679bad2dd94c1923786ccd2cd80dd3a0a1d560a6baf10c"
  },
  "v0.19.1": {
    amd64: "153eace3d30c9efe9a7b94ea06c9d15ace59c8e6268d3481b8c175bd3df020f9",
    arm64: "9ecffda0a356957827de6b4ed86b151b420e84f81b2a58e2e2735506336ab891"
  },
  "v0.18.0": {
    amd64: "4fe2eb90ac22b27fa03734899fcf814aa1e214a4952b9b30b20d551baf1d9a5c",
    arm64: "da9742321bb462547ebde69bf8420ac07b2a2c80fb57260f539bfc9f312becd6"
  },
  "v0.17.1": {
    amd64: "aa7a9778349e1a8ace685e4c51a1d33e7a9b0aa6925d1c625b09cb3800eba696",
    arm64: "de05dccd47932eb9fd6e63781ab29d2b0b2c834bbdd19b51d7ea452b1fe378d3"
  },
  "v0.17.0": {
    amd64: "6c65b3a80fd65312ed4949b76d10077c304ea013e78251a91cb0990562ee82a6",
    arm64: "8a971c4c9019f646fe9ac73c7e1cc3593a1246d43ddd9da24c588d1d93ca4c4e"
  },
  "v0.16.2": {
    amd64: "43e4c928a0be38ab34e206c82957edfdd54f3e7124f1dadd7779591c3acf77ea",
    arm64: "775f1ab64aa0e5d901dcc6ecf6843ec3261f27476873760711aa362b403f61f3"
  },
  "v0.16.1": {
    amd64: "62c2cb471c765b48a2b6fd0c09c8149b789695eb631bc1b7b60c047f75907f3f",
    arm64: "024f62e6bcd20d29f9ab45ecb49963f93311991465dddc62b8d8a32443aa36ce"
  },
  "v0.16.0": {
    amd64: "9a9a6ca0b929a57db01020fb226b1a2ea2bc57eba63d4adec46c43d0009506e2",
    arm64: "1aa8f0438866c706654a6dd96e211e509d42b16b1a0e66c1777c95edb2f14f49"
  },
  "v0.15.1": {
    amd64: "8d486f0088b7407a90ad675525ba4a17d0a537741b9b33fe3391a88cafa2dd0b",
    arm64: "13f4ffd2b6922e941d6b6a9faee73ec9b8cab5b309ef90dfadf48142c2a47f34"
  },
  "v0.15.0": {
    amd64: "6569bb8b026b56d49a31aca80b61b4d0da1dbbf23ad6c925752790a9a350c9c5",
    arm64: "ad23578106a3a4f0a7bc9d8bdc9ba9155fa7b19889fba46f8f2c59fb10ab73fb"
  },
  "v0.14.1": {
    amd64: "68e4f8895331ade982de8085a8c137b8af65f3ef95040b6c6113552243638508",
    arm64: "82e776e50a84293c160e8c89c125b7a86295c7aa7f30751d6a7c051c171762c1"
  },
  "v0.14.0": {
    amd64: "32f8f17eca35bf2efe6c0e47f40e4692a876f34531b421efc984799a5b41226e",
    arm64: "38bf0ea9c48743edb8243f14272be65a2bad7092228068337aea584309ea664c"
  },
  "v0.13.1": {
    amd64: "3e2bc8ed25a9125d6aeec07df4e0211edea6288e075b524160ef3fd305d3d74c",
    arm64: "3ba35a5d38361a64b62aeb9d20acc835ff6862a711cb438e610026b29c0ac489"
  },
  "v0.13.0": {
    amd64: "ddd69ee2ca3dd61760e771dcd2f3453dc677dfeb42c9484cc2321b96bc1b7c57",
    arm64: "fa36eb4deab2fac6ddf5fdeddcf16999bc9d5fb1d632e0ba7e572b519df8a656"
  },
  "v0.12.1": {
    amd64: "716321df8ca9c82ffe96f37e9f4aa1199d4969795836dbd57ef72d12e3ac5085",
    arm64: "fb72d627f2ee080bba70375c367f4292867821e29ca9a8cf485622f6ede8f436"
  },
  "v0.12.0": {
    amd64: "7c393b92c148a0ce26c76a2abc99960be1d1097f0471978d41dc51d0c1a4471e",
    arm64: "781caebb36551b035cb9dcfaf91088543d09c73c4a2549341e6417d86b8bbb50"
  }
};

// src/clients/docker/buildx-releases.ts
var BUILDX_RELEASES = buildx_releases_default;

export {
  parseAnnotation,
  BUILDX_RELEASES
};
