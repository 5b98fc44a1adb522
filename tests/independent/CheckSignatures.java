// Judge the signatures of PDF files with iText 5 and Bouncy Castle, which know nothing of the hub.
//
// Run as a single file: java -cp itext5.jar:bcprov.jar:bcpkix.jar CheckSignatures.java ROOT ISSUER FILE...
// ROOT and ISSUER are the certificates (DER) of the authority to trust and of the one under it.
// For every signature and document
// timestamp one line: file, field, filter, whether bytes and signature fit, whether the chain leads
// to ROOT at the time of signing. Then one for the file: whether its last signature covers
// it whole or something was appended, of which iText 5 does not say what.

import com.itextpdf.text.pdf.PdfName;
import com.itextpdf.text.pdf.PdfReader;
import com.itextpdf.text.pdf.security.PdfPKCS7;
import java.io.FileInputStream;
import java.nio.file.Path;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

public class CheckSignatures {
    public static void main(String[] arguments) throws Exception {
        BouncyCastleProvider provider = new BouncyCastleProvider();
        // iText 5 is older than ECDSA in PDF and asks for it by the number of its algorithm
        for (int bits : new int[] {256, 384, 512}) {
            provider.put("Alg.Alias.Signature.SHA" + bits + "with1.2.840.10045.4.3." + (bits / 128), "SHA" + bits + "withECDSA");
        }
        Security.addProvider(provider);
        X509Certificate root = read(arguments[0]);
        X509Certificate issuer = read(arguments[1]);
        issuer.verify(root.getPublicKey());
        for (int place = 2; place < arguments.length; place++) {
            check(Path.of(arguments[place]), root, issuer);
        }
    }

    private static X509Certificate read(String file) throws Exception {
        try (FileInputStream in = new FileInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static void check(Path file, X509Certificate root, X509Certificate issuer) throws Exception {
        PdfReader reader = new PdfReader(file.toString());
        var fields = reader.getAcroFields();
        boolean last = false;
        for (String name : fields.getSignatureNames()) {
            PdfPKCS7 signature = fields.verifySignature(name);
            PdfName filter = fields.getSignatureDictionary(name).getAsName(PdfName.SUBFILTER);
            boolean sound = signature.verify();
            last = fields.signatureCoversWholeDocument(name);
            System.out.printf(
                "%s\t%s\t%s\t%s\t%s%n",
                file.getFileName(), name, filter.toString().substring(1),
                sound ? "sound" : "unsound",
                leadsTo(root, issuer, signature) ? "trusted" : "untrusted");
        }
        System.out.printf("%s\t%s%n", file.getFileName(), last ? "whole" : "extended");
        reader.close();
    }

    // Each certificate is signed by the next one, was valid when signed, and the last by the root,
    // or by the issuer where the signature brings only its own certificate (timestamps do).
    private static boolean leadsTo(X509Certificate root, X509Certificate issuer, PdfPKCS7 signature) {
        var when = signature.getTimeStampDate() != null ? signature.getTimeStampDate() : signature.getSignDate();
        Certificate[] chain = signature.getSignCertificateChain();
        try {
            for (int place = 0; place < chain.length; place++) {
                X509Certificate each = (X509Certificate) chain[place];
                each.checkValidity(when.getTime());
                boolean isLast = place == chain.length - 1;
                X509Certificate above = !isLast ? (X509Certificate) chain[place + 1]
                    : each.getIssuerX500Principal().equals(issuer.getSubjectX500Principal()) ? issuer : root;
                each.verify(above.getPublicKey());
            }
            return chain.length > 0;
        } catch (Exception broken) {
            return false;
        }
    }
}
